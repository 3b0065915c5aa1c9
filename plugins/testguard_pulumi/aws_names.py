"""What AWS calls things: ARNs, ids and host names that look and parse like its own.

Formats: https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

from testguard_pulumi.subject import Subject, snake

DEFAULT_REGION = "us-east-1"
_GLOBAL = {"iam", "cloudfront", "organizations", "route53", "shield", "s3", "globalaccelerator"}
_SERVICES = {
    "alb": "elasticloadbalancing", "apigatewayv2": "apigateway", "appautoscaling": "autoscaling",
    "athena": "athena", "bedrockagent": "bedrock", "cfg": "config", "cloudwatch": "cloudwatch",
    "cognito": "cognito-idp", "docdb": "rds", "ebs": "ec2", "ec2clientvpn": "ec2",
    "ec2transitgateway": "ec2", "efs": "elasticfilesystem", "elb": "elasticloadbalancing",
    "elasticsearch": "es", "kinesis": "kinesis", "lb": "elasticloadbalancing", "mediapackage":
    "mediapackage", "msk": "kafka", "mwaa": "airflow", "neptune": "rds", "opensearch": "es",
    "pinpoint": "mobiletargeting", "s3control": "s3", "s3outposts": "s3-outposts",
    "sesv2": "ses", "sfn": "states", "vpc": "ec2", "wafregional": "waf-regional",
    "applicationloadbalancing": "elasticloadbalancing", "imagebuilder": "imagebuilder",
}  # fmt: skip
_KINDS = {
    "acm:Certificate": ("acm", "certificate/{uuid}"),
    "apigateway:RestApi": ("apigateway", "/restapis/{id}"),
    "apigatewayv2:Api": ("apigateway", "/apis/{id}"),
    "apigateway:Stage": ("apigateway", "/restapis/{letters}/stages/{name}"),
    "autoscaling:Group": (
        "autoscaling", "autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
    ),
    "cloudfront:Distribution": ("cloudfront", "distribution/{id}"),
    "cloudfront:Function": ("cloudfront", "function/{name}"),
    "cloudtrail:Trail": ("cloudtrail", "trail/{name}"),
    "cloudwatch:EventBus": ("events", "event-bus/{name}"),
    "cloudwatch:EventRule": ("events", "rule/{name}"),
    "cloudwatch:LogGroup": ("logs", "log-group:{name}"),
    "cloudwatch:LogStream": ("logs", "log-group:{letters}:log-stream:{name}"),
    "cloudwatch:MetricAlarm": ("cloudwatch", "alarm:{name}"),
    "cloudwatch:CompositeAlarm": ("cloudwatch", "alarm:{name}"),
    "cloudwatch:Dashboard": ("cloudwatch", "dashboard/{name}"),
    "codebuild:Project": ("codebuild", "project/{name}"),
    "codecommit:Repository": ("codecommit", "{name}"),
    "codepipeline:Pipeline": ("codepipeline", "{name}"),
    "cognito:IdentityPool": ("cognito-identity", "identitypool/{id}"),
    "cognito:UserPool": ("cognito-idp", "userpool/{id}"),
    "dynamodb:Table": ("dynamodb", "table/{name}"),
    "ecr:Repository": ("ecr", "repository/{name}"),
    "ecs:Cluster": ("ecs", "cluster/{name}"),
    "ecs:Service": ("ecs", "service/{letters}/{name}"),
    "ecs:TaskDefinition": ("ecs", "task-definition/{family}:1"),
    "efs:AccessPoint": ("elasticfilesystem", "access-point/{id}"),
    "efs:FileSystem": ("elasticfilesystem", "file-system/{id}"),
    "elasticache:ReplicationGroup": ("elasticache", "replicationgroup:{name}"),
    "elasticache:Cluster": ("elasticache", "cluster:{name}"),
    "elasticache:SubnetGroup": ("elasticache", "subnetgroup:{name}"),
    "glue:CatalogDatabase": ("glue", "database/{name}"),
    "glue:CatalogTable": ("glue", "table/{letters}/{name}"),
    "iam:Group": ("iam", "group/{name}"),
    "iam:InstanceProfile": ("iam", "instance-profile/{name}"),
    "iam:OpenIdConnectProvider": ("iam", "oidc-provider/{url}"),
    "iam:Policy": ("iam", "policy/{name}"),
    "iam:Role": ("iam", "role/{name}"),
    "iam:User": ("iam", "user/{name}"),
    "kinesis:FirehoseDeliveryStream": ("firehose", "deliverystream/{name}"),
    "kinesis:Stream": ("kinesis", "stream/{name}"),
    "kms:Alias": ("kms", "{name}"),
    "kms:Key": ("kms", "key/{id}"),
    "kms:ReplicaKey": ("kms", "key/{id}"),
    "lambda:Function": ("lambda", "function:{name}"),
    "lambda:LayerVersion": ("lambda", "layer:{layerName}:1"),
    "lambda:Alias": ("lambda", "function:{letters}:{name}"),
    "lb:Listener": ("elasticloadbalancing", "listener/app/{letters}/{hex16}/{hex17}"),
    "lb:ListenerRule": ("elasticloadbalancing", "listener-rule/app/{letters}/{hex16}/{hex17}"),
    "lb:LoadBalancer": ("elasticloadbalancing", "loadbalancer/app/{name}/{hex16}"),
    "lb:TargetGroup": ("elasticloadbalancing", "targetgroup/{name}/{hex16}"),
    "rds:Cluster": ("rds", "cluster:{name}"),
    "rds:ClusterInstance": ("rds", "db:{name}"),
    "rds:ClusterParameterGroup": ("rds", "cluster-pg:{name}"),
    "rds:GlobalCluster": ("rds", "global-cluster:{name}"),
    "rds:Instance": ("rds", "db:{name}"),
    "rds:ParameterGroup": ("rds", "pg:{name}"),
    "rds:Proxy": ("rds", "db-proxy:prx-{hex17}"),
    "rds:Snapshot": ("rds", "snapshot:{name}"),
    "rds:SubnetGroup": ("rds", "subgrp:{name}"),
    "redshift:Cluster": ("redshift", "cluster:{name}"),
    "route53:HealthCheck": ("route53", "healthcheck/{id}"),
    "route53:Zone": ("route53", "hostedzone/{id}"),
    "s3:BucketObject": ("s3", "{bucket}/{key}"),
    "s3:BucketObjectv2": ("s3", "{bucket}/{key}"),
    "scheduler:Schedule": ("scheduler", "schedule/default/{name}"),
    "secretsmanager:Secret": ("secretsmanager", "secret:{name}-{letters6}"),
    "ses:DomainIdentity": ("ses", "identity/{domain}"),
    "sfn:StateMachine": ("states", "stateMachine:{name}"),
    "sns:Topic": ("sns", "{name}"),
    "sns:TopicSubscription": ("sns", "{letters}:{uuid}"),
    "sqs:Queue": ("sqs", "{name}"),
    "ssm:Parameter": ("ssm", "parameter/{name}"),
    "wafv2:WebAcl": ("wafv2", "regional/webacl/{name}/{uuid}"),
}  # fmt: skip
_STEMS = {
    "bucket": ("s3", "{hint}"), "certificate": ("acm", "certificate/{uuid}"),
    "cluster": ("ecs", "cluster/{hint}"), "event_bus": ("events", "event-bus/{hint}"),
    "function": ("lambda", "function:{hint}"), "key": ("kms", "key/{uuid}"),
    "kms_key": ("kms", "key/{uuid}"), "lambda": ("lambda", "function:{hint}"),
    "load_balancer": ("elasticloadbalancing", "loadbalancer/app/{hint}/{hex16}"),
    "log_group": ("logs", "log-group:{hint}"), "policy": ("iam", "policy/{hint}"),
    "provider": ("iam", "oidc-provider/{hint}.example.com"),
    "queue": ("sqs", "{hint}"), "repository": ("ecr", "repository/{hint}"),
    "role": ("iam", "role/{hint}"), "rule": ("events", "rule/{hint}"),
    "secret": ("secretsmanager", "secret:{hint}-{letters6}"),
    "state_machine": ("states", "stateMachine:{hint}"), "stream": ("kinesis", "stream/{hint}"),
    "table": ("dynamodb", "table/{hint}"),
    "target_group": ("elasticloadbalancing", "targetgroup/{hint}/{hex16}"),
    "topic": ("sns", "{hint}"), "user": ("iam", "user/{hint}"),
    "user_pool": ("cognito-idp", "userpool/{pool}"),
    "web_acl": ("wafv2", "regional/webacl/{hint}/{uuid}"),
}  # fmt: skip


def partition(region: str) -> str:
    """The partition that holds ``region``."""
    prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso"}
    return next((name for prefix, name in prefixes.items() if region.startswith(prefix)), "aws")


def dns_suffix(region: str) -> str:
    """The domain of the services of ``region``."""
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def service_of(subject: Subject) -> str:
    """The service as ARNs spell it."""
    return _SERVICES.get(subject.module, subject.module or "ec2")


def arn(subject: Subject, id_: str = "") -> str:
    """The ARN of the resource itself; ``id_`` is its id where it has one that is no ARN."""
    key = f"{subject.module}:{subject.kind}"
    if key.startswith("s3:Bucket") and key not in _KINDS:
        return f"arn:{partition(subject.region)}:s3:::{_bucket(subject)}"
    default = (
        service_of(subject),
        f"{snake(subject.kind).removeprefix('get_').replace('_', '-')}/{{id}}",
    )
    service, pattern = _KINDS.get(key.replace("alb:", "lb:").replace("V2", ""), default)
    return _join(subject, service, _fill(subject, pattern, id_ or subject.physical_name))


def arn_of_other(subject: Subject, stem: str) -> str:
    """The ARN of what a property such as ``role_arn`` names; ``stem`` is ``role``."""
    for name in sorted(_STEMS, key=len, reverse=True):
        if stem == name or stem.endswith("_" + name):
            service, pattern = _STEMS[name]
            return _join(subject, service, _fill(subject, pattern, "", hint=_hint(stem, subject)))
    kind = stem.replace("_", "-") or "resource"
    return _join(subject, service_of(subject), f"{kind}/{_hint(kind, subject)}")


def _hint(stem: str, subject: Subject) -> str:
    return f"{stem.replace('_', '-')}-{subject.hexadecimal(7, stem)}"


def _bucket(subject: Subject) -> str:
    bucket = subject.given.get("bucket")
    return bucket if isinstance(bucket, str) else subject.physical_name


def _join(subject: Subject, service: str, rest: str) -> str:
    region = "" if service in _GLOBAL else subject.region or DEFAULT_REGION
    bare = service in {"s3", "route53"} or (service == "apigateway")
    account = "" if bare else subject.account
    return f"arn:{partition(subject.region)}:{service}:{region}:{account}:{rest}"


def _fill(subject: Subject, pattern: str, id_: str, hint: str = "") -> str:
    class Known(dict[str, str]):
        def __missing__(self, key: str) -> str:
            value = subject.given.get(key)
            text = value if isinstance(value, str) else subject.physical_name
            return text.removeprefix("https://")

    return pattern.format_map(
        Known(
            name=subject.physical_name.removeprefix("/"),
            id=id_,
            hint=hint,
            uuid=subject.uuid(hint),
            hex16=subject.hexadecimal(16, hint),
            hex17=subject.hexadecimal(16, hint, 2),
            letters=subject.letters(8, hint),
            letters6=subject.letters(6, hint),
            pool=f"{subject.region or DEFAULT_REGION}_{subject.letters(9, hint)}",
        )
    )
