"""The primary database, its network, its alarm and its failover function."""

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from lib.database_stack import DatabaseStack, DatabaseStackProps

# what the CDK writes for a group that may send nothing
NOWHERE = {"CidrIp": "255.255.255.255/32", "FromPort": 252, "ToPort": 86, "IpProtocol": "icmp"}


def template_of(**more) -> Template:
    """The construct alone in a stack."""
    stack = cdk.Stack(cdk.App(), "Stack")
    props = DatabaseStackProps(environment_suffix="test", replica_region="eu-west-1", **more)
    DatabaseStack(stack, "Database", props)
    return Template.from_stack(stack)


@pytest.fixture(scope="module")
def template() -> Template:
    """With every default."""
    return template_of()


@pytest.mark.requirement("DR-1")
def test_the_instance_is_large_encrypted_and_in_two_zones(template):
    template.resource_count_is("AWS::RDS::DBInstance", 1)
    template.has_resource_properties(
        "AWS::RDS::DBInstance",
        {
            "AllocatedStorage": "100",
            "BackupRetentionPeriod": 7,
            "DBInstanceClass": "db.r6g.large",
            "DBInstanceIdentifier": "primary-db-test",
            "DBName": "appdb",
            "DeletionProtection": False,
            "EnableCloudwatchLogsExports": ["postgresql"],
            "Engine": "postgres",
            "EngineVersion": "15",
            "MasterUsername": "postgres",
            "MultiAZ": True,
            "PubliclyAccessible": False,
            "StorageEncrypted": True,
        },
    )
    template.has_resource("AWS::RDS::DBInstance", {"DeletionPolicy": "Delete"})


def test_the_instance_is_in_the_isolated_subnets_behind_its_security_group(template):
    [group] = template.find_resources("AWS::EC2::SecurityGroup")
    [subnets] = template.find_resources("AWS::RDS::DBSubnetGroup")
    template.has_resource_properties(
        "AWS::RDS::DBInstance",
        {
            "DBSubnetGroupName": {"Ref": subnets},
            "VPCSecurityGroups": [{"Fn::GetAtt": [group, "GroupId"]}],
        },
    )
    isolated = [{"Ref": name} for name in template.find_resources("AWS::EC2::Subnet")]
    template.has_resource_properties("AWS::RDS::DBSubnetGroup", {"SubnetIds": isolated})


def test_the_password_is_generated_for_the_master_user(template):
    login = Match.serialized_json({"username": "postgres"})
    template.has_resource_properties(
        "AWS::SecretsManager::Secret",
        {"GenerateSecretString": Match.object_like({"SecretStringTemplate": login})},
    )


def test_the_network_has_isolated_subnets_in_two_zones(template):
    name = Match.array_with([{"Key": "Name", "Value": "dr-vpc-test"}])
    template.has_resource_properties("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16", "Tags": name})
    blocks = template.find_resources("AWS::EC2::Subnet").values()
    assert [each["Properties"]["CidrBlock"] for each in blocks] == ["10.0.0.0/24", "10.0.1.0/24"]
    assert not any(each["Properties"]["MapPublicIpOnLaunch"] for each in blocks)
    template.resource_count_is("AWS::EC2::NatGateway", 0)
    template.resource_count_is("AWS::EC2::InternetGateway", 0)


def test_only_the_network_reaches_the_database(template):
    rule = {"CidrIp": "10.0.0.0/16", "FromPort": 5432, "ToPort": 5432, "IpProtocol": "tcp"}
    [vpc] = template.find_resources("AWS::EC2::VPC")
    template.resource_count_is("AWS::EC2::SecurityGroup", 1)
    template.has_resource_properties(
        "AWS::EC2::SecurityGroup",
        {
            "GroupDescription": "PostgreSQL from inside the VPC",
            "SecurityGroupIngress": [Match.object_like(rule)],
            "SecurityGroupEgress": [Match.object_like(NOWHERE)],
            "VpcId": {"Ref": vpc},
        },
    )


def test_the_function_is_told_what_to_promote_and_whom_to_tell(template):
    [alerts] = template.find_resources(
        "AWS::SNS::Topic", {"Properties": {"TopicName": "dr-alerts-test"}}
    )
    [database] = template.find_resources("AWS::RDS::DBInstance")
    template.has_resource_properties(
        "AWS::Lambda::Function",
        {
            "FunctionName": "failover-test",
            "Handler": "failover.handler",
            "Runtime": "python3.12",
            "Timeout": 300,
            "Environment": {
                "Variables": {
                    "PRIMARY_DB_INSTANCE": {"Ref": database},
                    "REPLICA_DB_INSTANCE": "replica-db-test",
                    "REPLICA_REGION": "eu-west-1",
                    "ALERT_TOPIC_ARN": {"Ref": alerts},
                }
            },
        },
    )


def test_the_function_may_promote_that_replica_and_nothing_else(template):
    policy = next(iter(template.find_resources("AWS::IAM::Policy").values()))
    statement = policy["Properties"]["PolicyDocument"]["Statement"][0]
    assert statement["Action"] == ["rds:DescribeDBInstances", "rds:PromoteReadReplica"]
    assert statement["Resource"]["Fn::Join"][1][2:] == [
        ":rds:eu-west-1:",
        {"Ref": "AWS::AccountId"},
        ":db:replica-db-test",
    ]


def test_the_function_may_publish_alerts(template):
    [alerts] = template.find_resources(
        "AWS::SNS::Topic", {"Properties": {"TopicName": "dr-alerts-test"}}
    )
    publish = Match.object_like({"Action": "sns:Publish", "Resource": {"Ref": alerts}})
    template.has_resource_properties(
        "AWS::IAM::Policy", {"PolicyDocument": {"Statement": Match.array_with([publish])}}
    )


def test_the_alarm_notices_a_database_without_connections_and_starts_the_failover(template):
    [topic] = template.find_resources(
        "AWS::SNS::Topic", {"Properties": {"TopicName": "dr-failover-test"}}
    )
    [database] = template.find_resources("AWS::RDS::DBInstance")
    template.resource_count_is("AWS::CloudWatch::Alarm", 1)
    template.has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {
            "AlarmActions": [{"Ref": topic}],
            "AlarmName": "primary-db-connections-test",
            "ComparisonOperator": "LessThanOrEqualToThreshold",
            "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": {"Ref": database}}],
            "EvaluationPeriods": 3,
            "MetricName": "DatabaseConnections",
            "Period": 60,
            "Threshold": 0,
            "TreatMissingData": "breaching",
        },
    )
    [function] = template.find_resources("AWS::Lambda::Function")
    template.has_resource_properties(
        "AWS::SNS::Subscription",
        {
            "Endpoint": {"Fn::GetAtt": [function, "Arn"]},
            "Protocol": "lambda",
            "TopicArn": {"Ref": topic},
        },
    )
    template.has_resource_properties(
        "AWS::Lambda::Permission",
        {
            "FunctionName": {"Fn::GetAtt": [function, "Arn"]},
            "Principal": "sns.amazonaws.com",
            "SourceArn": {"Ref": topic},
        },
    )


def test_retention_and_network_are_as_asked():
    template = template_of(backup_retention_days=35, vpc_cidr="172.16.0.0/16")
    template.has_resource_properties("AWS::RDS::DBInstance", {"BackupRetentionPeriod": 35})
    template.has_resource_properties("AWS::EC2::VPC", {"CidrBlock": "172.16.0.0/16"})


@pytest.mark.parametrize("days", [1, 35])
def test_the_shortest_and_the_longest_retention_are_accepted(days):
    props = DatabaseStackProps("test", "eu-west-1", backup_retention_days=days)
    assert props.backup_retention_days == days


@pytest.mark.parametrize("days", [0, 36])
def test_a_retention_that_rds_does_not_know_is_refused(days):
    with pytest.raises(ValueError, match="backup_retention_days must be 1 to 35"):
        DatabaseStackProps("test", "eu-west-1", backup_retention_days=days)


def test_a_public_network_is_refused():
    with pytest.raises(ValueError, match=r"vpc_cidr 8\.8\.0\.0/16 is no private network"):
        DatabaseStackProps("test", "eu-west-1", vpc_cidr="8.8.0.0/16")
