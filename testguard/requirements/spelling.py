"""Names of properties, in the spellings of both frameworks.

Pulumi writes ``instanceClass`` where CloudFormation writes ``DBInstanceClass``. Where they differ
in more than the first letter, they are listed here.
"""

from __future__ import annotations

from testguard.patterns import regex
from testguard.requirements.types import Kind

_RDS = {
    "instanceClass": "DBInstanceClass", "identifier": "DBInstanceIdentifier",
    "clusterIdentifier": "DBClusterIdentifier", "replicateSourceDb": "SourceDBInstanceIdentifier",
    "dbName": "DBName", "username": "MasterUsername", "password": "MasterUserPassword",
    "multiAz": "MultiAZ", "vpcSecurityGroupIds": "VPCSecurityGroups",
    "dbSubnetGroupName": "DBSubnetGroupName", "parameterGroupName": "DBParameterGroupName",
    "performanceInsightsEnabled": "EnablePerformanceInsights",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
    "snapshotIdentifier": "DBSnapshotIdentifier", "backupWindow": "PreferredBackupWindow",
    "maintenanceWindow": "PreferredMaintenanceWindow", "kmsKeyId": "KmsKeyId",
}  # fmt: skip
_CLUSTER = {
    "clusterIdentifier": "DBClusterIdentifier", "dbSubnetGroupName": "DBSubnetGroupName",
    "masterPassword": "MasterUserPassword", "vpcSecurityGroupIds": "VpcSecurityGroupIds",
    "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
    "replicationSourceIdentifier": "ReplicationSourceIdentifier",
    "iamDatabaseAuthenticationEnabled": "EnableIAMDatabaseAuthentication",
}  # fmt: skip
IRREGULAR: dict[Kind, dict[str, str]] = {
    Kind("rds", "dbinstance"): _RDS,
    Kind("docdb", "dbinstance"): _RDS,
    Kind("neptune", "dbinstance"): _RDS,
    Kind("rds", "dbcluster"): _CLUSTER,
    Kind("docdb", "dbcluster"): _CLUSTER,
    Kind("neptune", "dbcluster"): _CLUSTER,
    Kind("rds", "dbsubnetgroup"): {"name": "DBSubnetGroupName"},
    Kind("s3", "bucket"): {"bucket": "BucketName"},
    Kind("dynamodb", "table"): {"name": "TableName"},
    Kind("lambda", "function"): {"name": "FunctionName"},
    Kind("sns", "topic"): {"name": "TopicName"},
    Kind("sqs", "queue"): {
        "name": "QueueName", "visibilityTimeoutSeconds": "VisibilityTimeout",
        "messageRetentionSeconds": "MessageRetentionPeriod", "kmsMasterKeyId": "KmsMasterKeyId",
    },
    Kind("cloudwatch", "alarm"): {"name": "AlarmName"},
    Kind("ec2", "instance"): {"ami": "ImageId"},
    Kind("elasticache", "cachecluster"): {"nodeType": "CacheNodeType", "clusterId": "ClusterName"},
    Kind("elasticache", "replicationgroup"): {"nodeType": "CacheNodeType"},
    Kind("logs", "loggroup"): {"name": "LogGroupName"},
    Kind("iam", "role"): {"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"},
    Kind("route53", "healthcheck"): {
        "childHealthchecks": "ChildHealthChecks", "childHealthThreshold": "HealthThreshold",
        "fqdn": "FullyQualifiedDomainName", "ipAddress": "IPAddress",
        "cloudwatchAlarmName": "AlarmIdentifier",
    },
    Kind("route53", "hostedzone"): {"vpcs": "VPCs"},
    Kind("kms", "key"): {"deletionWindowInDays": "PendingWindowInDays"},
}  # fmt: skip
_FLATTENED = {Kind("route53", "healthcheck"): "HealthCheckConfig"}
FREE = frozenset({"tags", "Tags", "tagsAll", "variables", "Variables"})  # keys in it are anyone's
_CAPITALS = regex(r"^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]")


def to_camel(name: str, kind: Kind) -> str:
    """CloudFormation's name of a property as Pulumi spells it: ``KmsKeyId`` to ``kmsKeyId``."""
    for camel, pascal in IRREGULAR.get(kind, {}).items():
        if pascal == name:
            return camel
    return _CAPITALS.sub(lambda found: found[0].lower(), name)


def to_pascal(name: str, kind: Kind) -> str:
    """Pulumi's name of a property as CloudFormation spells it: ``kmsKeyId`` to ``KmsKeyId``."""
    irregular = IRREGULAR.get(kind, {})
    return irregular.get(name) or name[:1].upper() + name[1:]


def nested_in(kind: Kind) -> str:
    """The property in which CloudFormation puts what Pulumi has at the top, or ""."""
    return _FLATTENED.get(kind, "")
