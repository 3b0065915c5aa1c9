"""Ids of AWS resources, and ids that properties such as ``subnet_id`` name."""

from __future__ import annotations

from testguard_pulumi.aws_names import DEFAULT_REGION, arn, dns_suffix
from testguard_pulumi.subject import Subject, snake

PREFIXES = {
    "vpc": "vpc", "subnet": "subnet", "security_group": "sg", "instance": "i",
    "internet_gateway": "igw", "egress_only_internet_gateway": "eigw", "nat_gateway": "nat",
    "route_table": "rtb", "route_table_association": "rtbassoc", "network_interface": "eni",
    "network_interface_attachment": "eni-attach", "eip": "eipalloc", "allocation": "eipalloc",
    "association": "eipassoc", "volume": "vol", "ebs_snapshot": "snap", "snapshot": "snap",
    "ami": "ami", "image": "ami", "network_acl": "acl", "vpc_endpoint": "vpce",
    "vpc_endpoint_service": "vpce-svc", "vpc_peering_connection": "pcx",
    "peering_connection": "pcx", "vpn_gateway": "vgw", "customer_gateway": "cgw",
    "vpn_connection": "vpn", "launch_template": "lt", "placement_group": "pg",
    "transit_gateway": "tgw", "transit_gateway_attachment": "tgw-attach",
    "vpc_attachment": "tgw-attach", "dhcp_options": "dopt", "vpc_dhcp_options": "dopt",
    "flow_log": "fl", "security_group_rule": "sgr", "reservation": "r",
    "file_system": "fs", "mount_target": "fsmt", "access_point": "fsap", "key_pair": "key",
    "managed_prefix_list": "pl", "prefix_list": "pl", "vpc_ipam": "ipam", "vpc_ipam_pool":
    "ipam-pool", "spot_instance_request": "sir", "fleet": "fleet", "capacity_reservation": "cr",
}  # fmt: skip
_OF_EC2 = {"ec2", "vpc", "ebs", "efs", "ec2clientvpn", "ec2transitgateway"}
_BY_ARN = {
    "lb:LoadBalancer", "lb:TargetGroup", "lb:Listener", "lb:ListenerRule", "sns:Topic",
    "sns:TopicSubscription", "secretsmanager:Secret", "sfn:StateMachine", "acm:Certificate",
    "acm:CertificateValidation", "ecs:Cluster", "ecs:Service", "iam:Policy", "lambda:LayerVersion",
    "iam:OpenIdConnectProvider", "codepipeline:Pipeline", "msk:Cluster",
}  # fmt: skip
_OWN = {
    "apigateway:RestApi": "{letters}", "apigatewayv2:Api": "{letters}",
    "apigateway:Resource": "{letters}", "apigateway:Deployment": "{letters}",
    "apigatewayv2:Integration": "{letters}", "apigatewayv2:Route": "{letters}",
    "apigateway:Authorizer": "{letters}", "apigateway:ApiKey": "{letters}",
    "apigateway:UsagePlan": "{letters}", "apigatewayv2:Authorizer": "{letters}",
    "cloudfront:Distribution": "E{upper}", "cloudfront:OriginAccessIdentity": "E{upper}",
    "cloudfront:OriginAccessControl": "E{upper}", "cognito:UserPool": "{region}_{letters}",
    "cognito:UserPoolClient": "{letters26}", "cognito:IdentityPool": "{region}:{uuid}",
    "kms:Key": "{uuid}", "kms:ReplicaKey": "{uuid}", "route53:HealthCheck": "{uuid}",
    "route53:Zone": "Z{upper}", "wafv2:WebAcl": "{uuid}", "iam:AccessKey": "AKIA{upper}",
}  # fmt: skip


def own_id(subject: Subject) -> str:
    """The id of a resource, in the form its provider uses."""
    key = f"{subject.module}:{subject.kind}".replace("alb:", "lb:").replace("V2", "")
    if key in _BY_ARN:
        return arn(subject)
    if key in _OWN:
        return _format(_OWN[key], subject)
    if key == "sqs:Queue":
        return queue_url(subject)
    kind = snake(subject.kind).removeprefix("get_").removeprefix("default_")
    if subject.module in _OF_EC2 and kind in PREFIXES:
        return f"{PREFIXES[kind]}-{subject.hexadecimal(17, 'id')}"
    return subject.physical_name


def id_of_other(subject: Subject, stem: str) -> str:
    """The id of what a property such as ``subnet_id`` names; ``stem`` is ``subnet``."""
    if stem in {"account", "owner", "registry", "aws_account", "payer"}:
        return subject.account
    if stem in {"zone", "hosted_zone"} or stem.endswith("hosted_zone"):
        return _format("Z{upper}", subject, stem)
    if stem in {"key", "kms_key"} or stem.endswith("kms_key"):
        return subject.uuid(stem)
    if stem.endswith("availability_zone"):
        return f"{(subject.region or DEFAULT_REGION).replace('-', '')[:4]}-az1"
    for name in sorted(PREFIXES, key=len, reverse=True):
        if stem == name or stem.endswith("_" + name):
            return f"{PREFIXES[name]}-{subject.hexadecimal(17, stem)}"
    return f"{(stem or 'id').replace('_', '-')}-{subject.hexadecimal(8, stem)}"


def queue_url(subject: Subject) -> str:
    """The URL of an SQS queue."""
    region = subject.region or DEFAULT_REGION
    return f"https://sqs.{region}.{dns_suffix(region)}/{subject.account}/{subject.physical_name}"


def _format(pattern: str, subject: Subject, *salt: str) -> str:
    return pattern.format(
        letters=subject.letters(10, "id", *salt),
        letters26=subject.letters(26, "id", *salt),
        upper=subject.letters(13, "id", *salt).upper(),
        uuid=subject.uuid("id", *salt),
        region=subject.region or DEFAULT_REGION,
    )
