"""The read replica in its own region."""

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from lib.replica_stack import ReplicaStack, ReplicaStackProps

# what the CDK writes for a group that may send nothing
NOWHERE = {"CidrIp": "255.255.255.255/32", "FromPort": 252, "ToPort": 86, "IpProtocol": "icmp"}
SOURCE = "arn:aws:rds:us-east-1:123456789012:db:primary-db-test"


def template_of(source: str = SOURCE, **more) -> Template:
    """The replica in eu-west-1."""
    env = cdk.Environment(region="eu-west-1")
    props = ReplicaStackProps(environment_suffix="test", source_db_arn=source, **more)
    return Template.from_stack(ReplicaStack(cdk.App(), "Replica", props, env=env))


@pytest.fixture(scope="module")
def template() -> Template:
    """With every default."""
    return template_of()


@pytest.mark.requirement("DR-1")
@pytest.mark.requirement("DR-2")
def test_the_replica_is_as_large_as_its_source_and_keeps_backups(template):
    template.resource_count_is("AWS::RDS::DBInstance", 1)
    [group] = template.find_resources("AWS::EC2::SecurityGroup")
    [subnets] = template.find_resources("AWS::RDS::DBSubnetGroup")
    template.has_resource_properties(
        "AWS::RDS::DBInstance",
        {
            "BackupRetentionPeriod": 7,
            "DBInstanceClass": "db.r6g.large",
            "DBInstanceIdentifier": "replica-db-test",
            "DBSubnetGroupName": {"Ref": subnets},
            "EnableCloudwatchLogsExports": ["postgresql"],
            "KmsKeyId": "alias/aws/rds",
            "PubliclyAccessible": False,
            "SourceDBInstanceIdentifier": SOURCE,
            "StorageEncrypted": True,
            "VPCSecurityGroups": [{"Fn::GetAtt": [group, "GroupId"]}],
        },
    )


def test_it_has_a_network_of_its_own(template):
    name = Match.array_with([{"Key": "Name", "Value": "dr-replica-vpc-test"}])
    template.has_resource_properties("AWS::EC2::VPC", {"CidrBlock": "10.1.0.0/16", "Tags": name})
    blocks = template.find_resources("AWS::EC2::Subnet").values()
    assert [each["Properties"]["CidrBlock"] for each in blocks] == ["10.1.0.0/24", "10.1.1.0/24"]
    assert not any(each["Properties"]["MapPublicIpOnLaunch"] for each in blocks)


def test_only_its_network_reaches_it(template):
    rule = {"CidrIp": "10.1.0.0/16", "FromPort": 5432, "ToPort": 5432, "IpProtocol": "tcp"}
    [vpc] = template.find_resources("AWS::EC2::VPC")
    template.has_resource_properties(
        "AWS::EC2::SecurityGroup",
        {
            "SecurityGroupIngress": [Match.object_like(rule)],
            "SecurityGroupEgress": [Match.object_like(NOWHERE)],
            "VpcId": {"Ref": vpc},
        },
    )


def test_the_subnet_group_holds_both_isolated_subnets(template):
    subnets = [{"Ref": name} for name in template.find_resources("AWS::EC2::Subnet")]
    template.has_resource_properties("AWS::RDS::DBSubnetGroup", {"SubnetIds": subnets})


def test_its_endpoint_is_an_output(template):
    [database] = template.find_resources("AWS::RDS::DBInstance")
    endpoint = {"Value": {"Fn::GetAtt": [database, "Endpoint.Address"]}}
    template.has_output("ReplicaEndpoint", endpoint)


def test_its_network_is_as_asked():
    template = template_of(vpc_cidr="10.9.0.0/16")
    template.has_resource_properties("AWS::EC2::VPC", {"CidrBlock": "10.9.0.0/16"})


def test_it_copies_the_primary_of_the_other_stack(stacks):
    source = {
        "Fn::Join": [
            "",
            [
                "arn:",
                {"Ref": "AWS::Partition"},
                ":rds:us-east-1:",
                {"Ref": "AWS::AccountId"},
                ":db:primary-db-dev",
            ],
        ]
    }
    Template.from_stack(stacks[1]).has_resource_properties(
        "AWS::RDS::DBInstance", {"SourceDBInstanceIdentifier": source}
    )


@pytest.mark.parametrize("source", ["", "primary-db-test", "arn:aws:rds:us-east-1:1:cluster:x"])
def test_a_source_that_is_no_arn_of_an_instance_is_refused(source):
    with pytest.raises(ValueError, match="is no ARN of a database instance"):
        ReplicaStackProps(environment_suffix="test", source_db_arn=source)


def test_a_suffix_that_no_database_name_may_end_in_is_refused():
    with pytest.raises(ValueError, match="environment_suffix 'Test'"):
        ReplicaStackProps(environment_suffix="Test", source_db_arn=SOURCE)
