"""The primary stack, and how tap.py ties both together."""

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from lib.tap_stack import TapStack, TapStackProps


def identifiers(template: Template) -> list[str]:
    """The names of the database instances."""
    found = template.find_resources("AWS::RDS::DBInstance").values()
    return [each["Properties"]["DBInstanceIdentifier"] for each in found]


@pytest.fixture(scope="module")
def overridden() -> Template:
    """A primary in Frankfurt with every property set."""
    props = TapStackProps(
        environment_suffix="prod", replica_region="us-west-2", backup_retention_days=14
    )
    env = cdk.Environment(region="eu-central-1")
    return Template.from_stack(TapStack(cdk.App(), "Stack", props, env=env))


def test_the_context_names_the_environment():
    stack = TapStack(cdk.App(context={"environmentSuffix": "qa"}), "Stack")
    assert identifiers(Template.from_stack(stack)) == ["primary-db-qa"]


def test_without_props_and_context_the_environment_is_dev():
    template = Template.from_stack(TapStack(cdk.App(), "Stack"))
    assert identifiers(template) == ["primary-db-dev"]
    template.has_resource_properties("AWS::RDS::DBInstance", {"BackupRetentionPeriod": 7})
    template.has_resource_properties(
        "AWS::Lambda::Function",
        {"Environment": {"Variables": Match.object_like({"REPLICA_REGION": "eu-west-1"})}},
    )


def test_every_property_reaches_the_database_and_the_function(overridden):
    assert identifiers(overridden) == ["primary-db-prod"]
    overridden.has_resource_properties("AWS::RDS::DBInstance", {"BackupRetentionPeriod": 14})
    variables = {"REPLICA_REGION": "us-west-2", "REPLICA_DB_INSTANCE": "replica-db-prod"}
    overridden.has_resource_properties(
        "AWS::Lambda::Function", {"Environment": {"Variables": Match.object_like(variables)}}
    )


@pytest.mark.parametrize("suffix", ["Prod", "1st", "a_b", "a" * 21])
def test_a_suffix_that_no_database_name_may_end_in_is_refused(suffix):
    with pytest.raises(ValueError, match="environment_suffix"):
        TapStack(cdk.App(), "Stack", TapStackProps(environment_suffix=suffix))


def test_the_longest_suffix_is_accepted():
    stack = TapStack(cdk.App(), "Stack", TapStackProps(environment_suffix="a" * 20))
    assert stack.environment_suffix == "a" * 20


def test_a_replica_in_the_primarys_own_region_is_refused():
    env = cdk.Environment(region="eu-west-1")
    with pytest.raises(ValueError, match="must not share the primary's region eu-west-1"):
        TapStack(cdk.App(), "Stack", TapStackProps(replica_region="eu-west-1"), env=env)


def test_its_outputs_name_endpoint_function_and_health_check(stacks):
    template = Template.from_stack(stacks[0])
    [database] = template.find_resources("AWS::RDS::DBInstance")
    [function] = template.find_resources("AWS::Lambda::Function")
    [health_check] = template.find_resources("AWS::Route53::HealthCheck")
    assert template.find_outputs("*") == {
        "PrimaryEndpoint": {"Value": {"Fn::GetAtt": [database, "Endpoint.Address"]}},
        "FailoverFunctionArn": {"Value": {"Fn::GetAtt": [function, "Arn"]}},
        "HealthCheckId": {"Value": {"Ref": health_check}},
    }


@pytest.mark.requirement("DR-3")
def test_the_app_has_a_stack_in_each_region(stacks):
    assert [each.region for each in stacks] == ["us-east-1", "eu-west-1"]
    assert [each.stack_name for each in stacks] == ["TapStackdev", "TapStackReplicadev"]


@pytest.mark.requirement("DR-4")
def test_the_replica_is_deployed_after_its_source(stacks):
    primary, replica = stacks
    assert [each.stack_name for each in replica.dependencies] == [primary.stack_name]
    assert primary.dependencies == []


def test_record_zone_and_health_check_are_about_its_own_database(stacks):
    template = Template.from_stack(stacks[0])
    [database] = template.find_resources("AWS::RDS::DBInstance")
    [alarm] = template.find_resources("AWS::CloudWatch::Alarm")
    [vpc] = template.find_resources("AWS::EC2::VPC")
    endpoint = {"Fn::GetAtt": [database, "Endpoint.Address"]}
    template.has_resource_properties("AWS::Route53::RecordSet", {"ResourceRecords": [endpoint]})
    zone = {"VPCs": [Match.object_like({"VPCId": {"Ref": vpc}})]}
    template.has_resource_properties("AWS::Route53::HostedZone", zone)
    watched = {"AlarmIdentifier": {"Name": {"Ref": alarm}, "Region": "us-east-1"}}
    template.has_resource_properties(
        "AWS::Route53::HealthCheck", {"HealthCheckConfig": Match.object_like(watched)}
    )


TAGGED = [
    *[(0, each, "Tags") for each in ("EC2::VPC", "SNS::Topic", "RDS::DBInstance")],
    (0, "Route53::HostedZone", "HostedZoneTags"),
    (0, "Route53::HealthCheck", "HealthCheckTags"),
    *[(1, each, "Tags") for each in ("EC2::VPC", "RDS::DBInstance")],
]


@pytest.mark.parametrize(("place", "kind", "bag"), TAGGED)
def test_what_can_be_tagged_carries_the_environment(stacks, place, kind, bag):
    template = Template.from_stack(stacks[place])
    tags = Match.array_with([{"Key": "Environment", "Value": "dev"}])
    assert template.find_resources(f"AWS::{kind}")
    template.all_resources_properties(f"AWS::{kind}", {bag: tags})


@pytest.mark.parametrize("place", [0, 1])
def test_each_stack_has_one_network(stacks, place):
    Template.from_stack(stacks[place]).resource_count_is("AWS::EC2::VPC", 1)
