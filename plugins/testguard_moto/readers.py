"""How boto3 is asked what exists of a resource of some type."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """A call of a client of ``service``; ``{id}`` in it stands for the name of the resource.

    What it answers is compared with the properties of the resource, or with what is ``under`` one.
    """

    service: str
    call: str
    under: str = ""


def _one(service: str, call: str, argument: str, *keys: str, under: str = "") -> Reader:
    return Reader(service, f"{call}({argument}={{id}}){_path(keys)}", under)


def _first(service: str, call: str, argument: str, *keys: str) -> Reader:
    """A call that takes names and answers a list."""
    return Reader(service, f"{call}({argument}=[{{id}}]){_path(keys)}[0]")


def _listed(service: str, call: str, argument: str, *keys: str) -> Reader:
    """A call that takes a name and answers a list."""
    return Reader(service, f"{call}({argument}={{id}}){_path(keys)}[0]")


def _path(keys: tuple[str, ...]) -> str:
    return "".join(f'["{key}"]' for key in keys)


READERS: dict[str, tuple[Reader, ...]] = {
    "AWS::ApiGateway::RestApi": (_one("apigateway", "get_rest_api", "restApiId"),),
    "AWS::ApiGatewayV2::Api": (_one("apigatewayv2", "get_api", "ApiId"),),
    "AWS::CloudFront::Distribution": (
        _one("cloudfront", "get_distribution_config", "Id", "DistributionConfig",
             under="DistributionConfig"),
    ),
    "AWS::CloudWatch::Alarm": (
        _first("cloudwatch", "describe_alarms", "AlarmNames", "MetricAlarms"),
    ),
    "AWS::Cognito::UserPool": (
        _one("cognito-idp", "describe_user_pool", "UserPoolId", "UserPool"),
    ),
    "AWS::DynamoDB::Table": (
        _one("dynamodb", "describe_table", "TableName", "Table"),
        _one("dynamodb", "describe_continuous_backups", "TableName",
             "ContinuousBackupsDescription"),
    ),
    "AWS::EC2::Instance": (
        Reader("ec2", 'describe_instances(InstanceIds=[{id}])["Reservations"][0]["Instances"][0]'),
    ),
    "AWS::EC2::NatGateway": (
        _first("ec2", "describe_nat_gateways", "NatGatewayIds", "NatGateways"),
    ),
    "AWS::EC2::RouteTable": (
        _first("ec2", "describe_route_tables", "RouteTableIds", "RouteTables"),
    ),
    "AWS::EC2::SecurityGroup": (
        _first("ec2", "describe_security_groups", "GroupIds", "SecurityGroups"),
    ),
    "AWS::EC2::Subnet": (_first("ec2", "describe_subnets", "SubnetIds", "Subnets"),),
    "AWS::EC2::VPC": (_first("ec2", "describe_vpcs", "VpcIds", "Vpcs"),),
    "AWS::ECR::Repository": (
        _first("ecr", "describe_repositories", "repositoryNames", "repositories"),
    ),
    "AWS::ECS::Cluster": (_first("ecs", "describe_clusters", "clusters", "clusters"),),
    "AWS::ECS::TaskDefinition": (
        _one("ecs", "describe_task_definition", "taskDefinition", "taskDefinition"),
    ),
    "AWS::EFS::FileSystem": (
        _listed("efs", "describe_file_systems", "FileSystemId", "FileSystems"),
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        _first("elbv2", "describe_load_balancers", "LoadBalancerArns", "LoadBalancers"),
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (
        _first("elbv2", "describe_target_groups", "TargetGroupArns", "TargetGroups"),
    ),
    "AWS::Events::Rule": (_one("events", "describe_rule", "Name"),),
    "AWS::IAM::ManagedPolicy": (_one("iam", "get_policy", "PolicyArn", "Policy"),),
    "AWS::IAM::Role": (_one("iam", "get_role", "RoleName", "Role"),),
    "AWS::KMS::Key": (
        _one("kms", "describe_key", "KeyId", "KeyMetadata"),
        _one("kms", "get_key_rotation_status", "KeyId"),
    ),
    "AWS::Kinesis::Stream": (
        _one("kinesis", "describe_stream", "StreamName", "StreamDescription"),
    ),
    "AWS::Lambda::EventSourceMapping": (_one("lambda", "get_event_source_mapping", "UUID"),),
    "AWS::Lambda::Function": (
        _one("lambda", "get_function_configuration", "FunctionName"),
    ),
    "AWS::Logs::LogGroup": (
        _listed("logs", "describe_log_groups", "logGroupNamePrefix", "logGroups"),
    ),
    "AWS::RDS::DBCluster": (
        _listed("rds", "describe_db_clusters", "DBClusterIdentifier", "DBClusters"),
    ),
    "AWS::RDS::DBInstance": (
        _listed("rds", "describe_db_instances", "DBInstanceIdentifier", "DBInstances"),
    ),
    "AWS::RDS::DBSubnetGroup": (
        _listed("rds", "describe_db_subnet_groups", "DBSubnetGroupName", "DBSubnetGroups"),
    ),
    "AWS::Route53::HealthCheck": (
        _one("route53", "get_health_check", "HealthCheckId", "HealthCheck"),
    ),
    "AWS::Route53::HostedZone": (_one("route53", "get_hosted_zone", "Id", "HostedZone"),),
    "AWS::S3::Bucket": (
        _one("s3", "get_bucket_versioning", "Bucket", under="VersioningConfiguration"),
        _one("s3", "get_public_access_block", "Bucket", "PublicAccessBlockConfiguration",
             under="PublicAccessBlockConfiguration"),
    ),
    "AWS::SNS::Subscription": (
        _one("sns", "get_subscription_attributes", "SubscriptionArn", "Attributes"),
    ),
    "AWS::SNS::Topic": (_one("sns", "get_topic_attributes", "TopicArn", "Attributes"),),
    "AWS::SQS::Queue": (
        Reader(
            "sqs", 'get_queue_attributes(QueueUrl={id}, AttributeNames=["All"])["Attributes"]'
        ),
    ),
    "AWS::SSM::Parameter": (_one("ssm", "get_parameter", "Name", "Parameter"),),
    "AWS::SecretsManager::Secret": (_one("secretsmanager", "describe_secret", "SecretId"),),
    "AWS::StepFunctions::StateMachine": (
        _one("stepfunctions", "describe_state_machine", "stateMachineArn"),
    ),
}  # fmt: skip

CONTENTS: dict[str, Reader] = {
    "AWS::DynamoDB::Table": _one("dynamodb", "scan", "TableName", "Items"),
    "AWS::S3::Bucket": Reader("s3", 'list_objects_v2(Bucket={id}).get("Contents", [])'),
    "AWS::SQS::Queue": Reader(
        "sqs", 'receive_message(QueueUrl={id}, VisibilityTimeout=0).get("Messages", [])'
    ),
    "AWS::SSM::Parameter": _one("ssm", "get_parameter", "Name", "Parameter", "Value"),
}
"""What a function may change of a resource: the items of a table, the keys of a bucket."""
FIELDS = {"AWS::S3::Bucket": "Key", "AWS::SQS::Queue": "Body"}
"""Of contents that are lists of objects, the field that tells them."""
