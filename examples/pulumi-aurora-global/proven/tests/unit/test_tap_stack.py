"""What TapStack takes, refuses and declares, on Pulumi's mocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lib.tap_stack import TapStack, TapStackArgs

TAGS = {"Environment": "dev", "ManagedBy": "pulumi"}


@pytest.fixture(scope="module")
def stack(build: Callable[..., Any]) -> Any:
    """The stack with nothing but what it insists on."""
    return build(lambda: TapStack("tap-stack", TapStackArgs()))


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("environment_suffix", "dev"),
        ("tags", {}),
        ("primary_region", "us-east-1"),
        ("secondary_region", "us-west-2"),
        ("db_username", "admin"),
        ("backup_retention_days", 7),
        ("hosted_zone_name", "db.internal"),
    ],
)
def test_tap_stack_args_default(field: str, expected: object) -> None:
    assert getattr(TapStackArgs(), field) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("environment_suffix", "staging"),
        ("tags", {"Team": "platform"}),
        ("primary_region", "us-east-2"),
        ("secondary_region", "us-east-2"),
        ("db_username", "operator"),
        ("backup_retention_days", 8),
        ("hosted_zone_name", "example.com"),
    ],
)
def test_tap_stack_args_keeps_what_is_given(field: str, value: Any) -> None:
    assert getattr(TapStackArgs(**{field: value}), field) == value


@pytest.mark.parametrize(
    "environment_suffix",
    [
        "a",
        "a" * 21,
        "Dev",
        "-dev",
        "dev-",
        "dev_2",
    ],
)
def test_environment_suffix_is_refused(environment_suffix: str) -> None:
    with pytest.raises(
        ValueError,
        match="environment_suffix must be 2 to 20 lower-case letters, digits and hyphens, not",
    ):
        TapStackArgs(environment_suffix=environment_suffix)


@pytest.mark.parametrize(
    "environment_suffix",
    [
        "aa",
        "a" * 20,
    ],
)
def test_environment_suffix_is_taken(environment_suffix: str) -> None:
    assert (
        TapStackArgs(environment_suffix=environment_suffix).environment_suffix == environment_suffix
    )


@pytest.mark.parametrize("hosted_zone_name", ["internal", "DB.internal", "db..internal"])
def test_a_zone_that_is_no_domain_is_refused(hosted_zone_name: str) -> None:
    with pytest.raises(ValueError, match="hosted_zone_name must be a domain, not"):
        TapStackArgs(hosted_zone_name=hosted_zone_name)


@pytest.mark.parametrize("field", ["primary_region", "secondary_region"])
def test_a_region_nobody_operates_in_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=f"{field} must be one of us-east-1, us-east-2"):
        TapStackArgs(**{field: "us-east-9"})


def test_both_clusters_in_one_region_are_refused() -> None:
    with pytest.raises(ValueError, match="the secondary region must not be the primary region"):
        TapStackArgs(primary_region="us-west-2")


@pytest.mark.parametrize(
    "backup_retention_days",
    [
        0,
        36,
    ],
)
def test_backup_retention_days_is_refused(backup_retention_days: int) -> None:
    with pytest.raises(ValueError, match="backup_retention_days must be from 1 to 35, not"):
        TapStackArgs(backup_retention_days=backup_retention_days)


@pytest.mark.parametrize(
    "backup_retention_days",
    [
        1,
        35,
    ],
)
def test_backup_retention_days_is_taken(backup_retention_days: int) -> None:
    assert (
        TapStackArgs(backup_retention_days=backup_retention_days).backup_retention_days
        == backup_retention_days
    )


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("primary-provider-dev", "us-east-1"),
        ("secondary-provider-dev", "us-west-2"),
    ],
)
def test_aws_providers_are_in_their_region(stack: Any, name: str, region: str) -> None:
    aws_provider = stack.resource(name)
    assert aws_provider.type == "pulumi:providers:aws"
    assert aws_provider.inputs["region"] == region


@pytest.mark.parametrize(
    ("name", "cidr_block", "provider"),
    [
        ("primary-vpc-dev", "10.0.0.0/16", "primary-provider-dev"),
        ("secondary-vpc-dev", "10.1.0.0/16", "secondary-provider-dev"),
    ],
)
def test_vpcs_have_their_address_range(
    stack: Any, name: str, cidr_block: str, provider: str
) -> None:
    vpc = stack.resource(name)
    assert vpc.type == "aws:ec2/vpc:Vpc"
    assert vpc.inputs == {
        "cidrBlock": cidr_block,
        "enableDnsHostnames": True,
        "enableDnsSupport": True,
        "tags": TAGS,
    }
    assert vpc.provider == provider


@pytest.mark.parametrize(
    ("name", "availability_zone", "cidr_block", "vpc_id", "provider"),
    [
        (
            "primary-subnet-a-dev",
            "us-east-1a",
            "10.0.0.0/24",
            "primary-vpc-dev",
            "primary-provider-dev",
        ),
        (
            "primary-subnet-b-dev",
            "us-east-1b",
            "10.0.1.0/24",
            "primary-vpc-dev",
            "primary-provider-dev",
        ),
        (
            "primary-subnet-c-dev",
            "us-east-1c",
            "10.0.2.0/24",
            "primary-vpc-dev",
            "primary-provider-dev",
        ),
        (
            "secondary-subnet-a-dev",
            "us-west-2a",
            "10.1.0.0/24",
            "secondary-vpc-dev",
            "secondary-provider-dev",
        ),
        (
            "secondary-subnet-b-dev",
            "us-west-2b",
            "10.1.1.0/24",
            "secondary-vpc-dev",
            "secondary-provider-dev",
        ),
        (
            "secondary-subnet-c-dev",
            "us-west-2c",
            "10.1.2.0/24",
            "secondary-vpc-dev",
            "secondary-provider-dev",
        ),
    ],
)
def test_subnets_have_their_address_range(
    stack: Any, name: str, availability_zone: str, cidr_block: str, vpc_id: str, provider: str
) -> None:
    subnet = stack.resource(name)
    assert subnet.type == "aws:ec2/subnet:Subnet"
    assert subnet.inputs == {
        "availabilityZone": availability_zone,
        "cidrBlock": cidr_block,
        "tags": TAGS,
        "vpcId": stack.resource(vpc_id).id,
    }
    assert subnet.provider == provider


@pytest.mark.parametrize(
    ("name", "cidr_block", "vpc_id", "provider"),
    [
        ("primary-aurora-sg-dev", "10.0.0.0/16", "primary-vpc-dev", "primary-provider-dev"),
        ("secondary-aurora-sg-dev", "10.1.0.0/16", "secondary-vpc-dev", "secondary-provider-dev"),
    ],
)
def test_aurora_security_groups_admit_only_what_is_listed(
    stack: Any, name: str, cidr_block: str, vpc_id: str, provider: str
) -> None:
    security_group = stack.resource(name)
    assert security_group.type == "aws:ec2/securityGroup:SecurityGroup"
    assert security_group.inputs == {
        "description": "Aurora MySQL access from inside the VPC",
        "ingress": [
            {"cidrBlocks": [cidr_block], "fromPort": 3306, "protocol": "tcp", "toPort": 3306}
        ],
        "tags": TAGS,
        "vpcId": stack.resource(vpc_id).id,
    }
    assert security_group.provider == provider


@pytest.mark.parametrize(
    ("name", "subnet_id", "subnet_id_2", "subnet_id_3", "provider"),
    [
        (
            "primary-subnet-group-dev",
            "primary-subnet-a-dev",
            "primary-subnet-b-dev",
            "primary-subnet-c-dev",
            "primary-provider-dev",
        ),
        (
            "secondary-subnet-group-dev",
            "secondary-subnet-a-dev",
            "secondary-subnet-b-dev",
            "secondary-subnet-c-dev",
            "secondary-provider-dev",
        ),
    ],
)
def test_subnet_groups_span_their_subnets(
    stack: Any, name: str, subnet_id: str, subnet_id_2: str, subnet_id_3: str, provider: str
) -> None:
    subnet_group = stack.resource(name)
    assert subnet_group.type == "aws:rds/subnetGroup:SubnetGroup"
    assert subnet_group.inputs["subnetIds"] == [
        stack.resource(subnet_id).id,
        stack.resource(subnet_id_2).id,
        stack.resource(subnet_id_3).id,
    ]
    assert subnet_group.inputs["tags"] == TAGS
    assert subnet_group.provider == provider


def test_aurora_master_secret_is_as_declared(stack: Any) -> None:
    secret = stack.resource("aurora-master-dev")
    assert secret.type == "aws:secretsmanager/secret:Secret"
    assert secret.inputs == {
        "description": "Master password of the Aurora global database",
        "tags": TAGS,
    }
    assert secret.provider == "primary-provider-dev"


def test_aurora_master_secret_version_holds_the_secret(stack: Any) -> None:
    secret_version = stack.resource("aurora-master-version-dev")
    assert secret_version.type == "aws:secretsmanager/secretVersion:SecretVersion"
    assert secret_version.inputs == {
        "secretId": stack.resource("aurora-master-dev").id,
        "secretString": "random-password-16171f27",
    }
    assert secret_version.secrets == {"secretString"}
    assert secret_version.provider == "primary-provider-dev"


def test_aurora_global_cluster_is_encrypted(stack: Any) -> None:
    global_cluster = stack.resource("aurora-global-dev")
    assert global_cluster.type == "aws:rds/globalCluster:GlobalCluster"
    assert global_cluster.inputs == {
        "databaseName": "appdb",
        "engine": "aurora-mysql",
        "engineVersion": "8.0.mysql_aurora.3.04.0",
        "globalClusterIdentifier": "aurora-global-dev",
        "storageEncrypted": True,
    }
    assert global_cluster.provider == "primary-provider-dev"


def test_aurora_primary_cluster_is_encrypted(stack: Any) -> None:
    cluster = stack.resource("aurora-primary-dev")
    assert cluster.type == "aws:rds/cluster:Cluster"
    assert cluster.inputs == {
        "backupRetentionPeriod": 7,
        "clusterIdentifier": "aurora-primary-dev",
        "databaseName": "appdb",
        "dbSubnetGroupName": stack.resource("primary-subnet-group-dev").outputs["name"],
        "engine": "aurora-mysql",
        "engineVersion": "8.0.mysql_aurora.3.04.0",
        "globalClusterIdentifier": stack.resource("aurora-global-dev").id,
        "masterPassword": "random-password-16171f27",
        "masterUsername": "admin",
        "skipFinalSnapshot": True,
        "storageEncrypted": True,
        "tags": TAGS,
        "vpcSecurityGroupIds": [stack.resource("primary-aurora-sg-dev").id],
    }
    assert cluster.secrets == {"masterPassword"}
    assert cluster.provider == "primary-provider-dev"


@pytest.mark.requirement("COST-1")
@pytest.mark.parametrize(
    ("name", "cluster_identifier", "provider"),
    [
        ("aurora-primary-0-dev", "aurora-primary-dev", "primary-provider-dev"),
        ("aurora-primary-1-dev", "aurora-primary-dev", "primary-provider-dev"),
        ("aurora-secondary-0-dev", "aurora-secondary-dev", "secondary-provider-dev"),
        ("aurora-secondary-1-dev", "aurora-secondary-dev", "secondary-provider-dev"),
    ],
)
def test_instances_outside_of_production_are_cheap(
    stack: Any, name: str, cluster_identifier: str, provider: str
) -> None:
    cluster_instance = stack.resource(name)
    assert cluster_instance.type == "aws:rds/clusterInstance:ClusterInstance"
    assert cluster_instance.inputs == {
        "clusterIdentifier": stack.resource(cluster_identifier).id,
        "engine": "aurora-mysql",
        "instanceClass": "db.t4g.medium",
        "tags": TAGS,
    }
    assert cluster_instance.provider == provider


@pytest.mark.parametrize(
    ("environment", "instance_class"),
    [("prod", "db.r6g.large"), ("staging", "db.t4g.medium"), ("production", "db.t4g.medium")],
)
def test_only_prod_pays_for_large_instances(
    build: Callable[..., Any], environment: str, instance_class: str
) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(environment_suffix=environment)))
    assert list(stack.given("instanceClass").values()) == [instance_class] * 4


def test_aurora_secondary_cluster_is_encrypted(stack: Any) -> None:
    cluster = stack.resource("aurora-secondary-dev")
    assert cluster.type == "aws:rds/cluster:Cluster"
    assert cluster.inputs == {
        "backupRetentionPeriod": 7,
        "clusterIdentifier": "aurora-secondary-dev",
        "dbSubnetGroupName": stack.resource("secondary-subnet-group-dev").outputs["name"],
        "engine": "aurora-mysql",
        "engineVersion": "8.0.mysql_aurora.3.04.0",
        "globalClusterIdentifier": stack.resource("aurora-global-dev").id,
        "skipFinalSnapshot": True,
        "storageEncrypted": True,
        "tags": TAGS,
        "vpcSecurityGroupIds": [stack.resource("secondary-aurora-sg-dev").id],
    }
    assert cluster.provider == "secondary-provider-dev"
    assert cluster.depends_on >= {"aurora-primary-0-dev", "aurora-primary-1-dev"}


def test_endpoint_health_check_connects_to_the_primary_database(stack: Any) -> None:
    health_check = stack.resource("primary-endpoint-health-dev")
    assert health_check.type == "aws:route53/healthCheck:HealthCheck"
    assert health_check.inputs == {
        "failureThreshold": 3,
        "fqdn": stack.resource("aurora-primary-dev").outputs["endpoint"],
        "port": 3306,
        "requestInterval": 30,
        "tags": TAGS,
        "type": "TCP",
    }
    assert health_check.provider == "primary-provider-dev"


def test_failover_follows_the_endpoint_health_check(stack: Any) -> None:
    health_check = stack.resource("primary-health-dev")
    assert health_check.type == "aws:route53/healthCheck:HealthCheck"
    assert health_check.inputs == {
        "childHealthThreshold": 1,
        "childHealthchecks": [stack.resource("primary-endpoint-health-dev").id],
        "tags": TAGS,
        "type": "CALCULATED",
    }
    assert health_check.provider == "primary-provider-dev"


def test_aurora_zone_is_as_declared(stack: Any) -> None:
    zone = stack.resource("aurora-zone-dev")
    assert zone.type == "aws:route53/zone:Zone"
    assert zone.inputs["name"] == "db.internal"
    assert zone.inputs["tags"] == TAGS
    assert zone.inputs["vpcs"] == [
        {"vpcId": stack.resource("primary-vpc-dev").id, "vpcRegion": "us-east-1"}
    ]
    assert zone.provider == "primary-provider-dev"


def test_aurora_primary_record_follows_the_health_check(stack: Any) -> None:
    record = stack.resource("aurora-primary-record-dev")
    assert record.type == "aws:route53/record:Record"
    assert record.inputs == {
        "failoverRoutingPolicies": [{"type": "PRIMARY"}],
        "healthCheckId": stack.resource("primary-health-dev").id,
        "name": "aurora",
        "records": [stack.resource("aurora-primary-dev").outputs["endpoint"]],
        "setIdentifier": "primary",
        "ttl": 60,
        "type": "CNAME",
        "zoneId": stack.resource("aurora-zone-dev").outputs["zoneId"],
    }
    assert record.provider == "primary-provider-dev"


def test_aurora_secondary_record_is_as_declared(stack: Any) -> None:
    record = stack.resource("aurora-secondary-record-dev")
    assert record.type == "aws:route53/record:Record"
    assert record.inputs == {
        "failoverRoutingPolicies": [{"type": "SECONDARY"}],
        "name": "aurora",
        "records": [stack.resource("aurora-secondary-dev").outputs["readerEndpoint"]],
        "setIdentifier": "secondary",
        "ttl": 60,
        "type": "CNAME",
        "zoneId": stack.resource("aurora-zone-dev").outputs["zoneId"],
    }
    assert record.provider == "primary-provider-dev"


def test_aurora_alarms_topic_is_as_declared(stack: Any) -> None:
    topic = stack.resource("aurora-alarms-dev")
    assert topic.type == "aws:sns/topic:Topic"
    assert topic.inputs == {"tags": TAGS}
    assert topic.provider == "primary-provider-dev"


def test_replication_lag_alarm_notifies(stack: Any) -> None:
    metric_alarm = stack.resource("aurora-replication-lag-dev")
    assert metric_alarm.type == "aws:cloudwatch/metricAlarm:MetricAlarm"
    assert metric_alarm.inputs == {
        "alarmActions": [stack.resource("aurora-alarms-dev").outputs["arn"]],
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {
            "DBClusterIdentifier": stack.resource("aurora-secondary-dev").outputs[
                "clusterIdentifier"
            ]
        },
        "evaluationPeriods": 3,
        "metricName": "AuroraGlobalDBReplicationLag",
        "namespace": "AWS/RDS",
        "period": 60,
        "statistic": "Average",
        "tags": TAGS,
        "threshold": 1000,
    }
    assert metric_alarm.provider == "secondary-provider-dev"


def test_nothing_is_declared_twice(stack: Any) -> None:
    assert len(stack.resources) == 31


def test_every_resource_belongs_to_the_component(stack: Any) -> None:
    elsewhere = {each.name: each.parent for each in stack.resources if each.parent != "tap-stack"}
    elsewhere.pop("tap-stack")
    assert elsewhere == {}


def test_outputs(stack: Any) -> None:
    assert stack.outputs["tap-stack"] == {
        "global_cluster_id": stack.resource("aurora-global-dev").id,
        "health_check_id": stack.resource("primary-health-dev").id,
        "primary_endpoint": stack.resource("aurora-primary-dev").outputs["endpoint"],
        "secondary_endpoint": stack.resource("aurora-secondary-dev").outputs["endpoint"],
    }


def test_environment_suffix_renames_resources(build: Callable[..., Any]) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(environment_suffix="staging")))
    assert [each.name for each in stack.resources if "staging" not in each.name] == ["tap-stack"]
    assert (
        list(stack.given("tags").values())
        == [{"Environment": "staging", "ManagedBy": "pulumi"}] * 24
    )
    assert (
        stack.resource("aurora-global-staging").inputs["globalClusterIdentifier"]
        == "aurora-global-staging"
    )
    assert (
        stack.resource("aurora-primary-staging").inputs["clusterIdentifier"]
        == "aurora-primary-staging"
    )
    assert (
        stack.resource("aurora-secondary-staging").inputs["clusterIdentifier"]
        == "aurora-secondary-staging"
    )


def test_tags_reach_every_resource_that_takes_them(build: Callable[..., Any]) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(tags={"Team": "platform"})))
    assert (
        list(stack.given("tags").values())
        == [{"Environment": "dev", "ManagedBy": "pulumi", "Team": "platform"}] * 24
    )


def test_primary_region_places_the_primary_network(
    build: Callable[..., Any],
) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(primary_region="us-east-2")))
    assert stack.resource("primary-provider-dev").inputs["region"] == "us-east-2"
    assert stack.resource("primary-subnet-a-dev").inputs["availabilityZone"] == "us-east-2a"
    assert stack.resource("primary-subnet-b-dev").inputs["availabilityZone"] == "us-east-2b"
    assert stack.resource("primary-subnet-c-dev").inputs["availabilityZone"] == "us-east-2c"
    assert stack.resource("aurora-zone-dev").inputs["vpcs"] == [
        {"vpcId": stack.resource("primary-vpc-dev").id, "vpcRegion": "us-east-2"}
    ]


def test_secondary_region_places_the_secondary_network(build: Callable[..., Any]) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(secondary_region="us-east-2")))
    assert stack.resource("secondary-provider-dev").inputs["region"] == "us-east-2"
    assert stack.resource("secondary-subnet-a-dev").inputs["availabilityZone"] == "us-east-2a"
    assert stack.resource("secondary-subnet-b-dev").inputs["availabilityZone"] == "us-east-2b"
    assert stack.resource("secondary-subnet-c-dev").inputs["availabilityZone"] == "us-east-2c"


def test_db_username_sets_master_username(build: Callable[..., Any]) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(db_username="operator")))
    assert stack.resource("aurora-primary-dev").inputs["masterUsername"] == "operator"


def test_backup_retention_days_sets_backup_retention_period(build: Callable[..., Any]) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(backup_retention_days=8)))
    assert stack.given("backupRetentionPeriod") == {
        "aurora-primary-dev": 8,
        "aurora-secondary-dev": 8,
    }


def test_hosted_zone_name_sets_name(build: Callable[..., Any]) -> None:
    stack = build(lambda: TapStack("tap-stack", TapStackArgs(hosted_zone_name="example.com")))
    assert stack.resource("aurora-zone-dev").inputs["name"] == "example.com"
