"""The zone, the record and the health check."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template

from lib.dns_stack import DnsStack, DnsStackProps


def template_of(**more) -> Template:
    """The construct with an alarm of its own."""
    stack = cdk.Stack(cdk.App(), "Stack", env=cdk.Environment(region="us-east-1"))
    metric = cloudwatch.Metric(namespace="Test", metric_name="Connections")
    alarm = cloudwatch.Alarm(
        stack, "Alarm", metric=metric, threshold=0, evaluation_periods=1
    )
    props = DnsStackProps(
        environment_suffix="test",
        vpc=ec2.Vpc(stack, "Vpc", max_azs=1, nat_gateways=0),
        primary_endpoint="db.example.com",
        alarm=alarm,
        **more,
    )
    DnsStack(stack, "Dns", props)
    return Template.from_stack(stack)


@pytest.fixture(scope="module")
def template() -> Template:
    """With every default."""
    return template_of()


def test_the_health_check_follows_the_alarm_and_is_unhealthy_without_data(template):
    [alarm] = template.find_resources("AWS::CloudWatch::Alarm")
    template.resource_count_is("AWS::Route53::HealthCheck", 1)
    template.has_resource_properties(
        "AWS::Route53::HealthCheck",
        {
            "HealthCheckConfig": {
                "AlarmIdentifier": {"Name": {"Ref": alarm}, "Region": "us-east-1"},
                "InsufficientDataHealthStatus": "Unhealthy",
                "Type": "CLOUDWATCH_METRIC",
            },
            "HealthCheckTags": [{"Key": "Name", "Value": "primary-db-test"}],
        },
    )


def test_the_record_leads_to_the_primary(template):
    [zone] = template.find_resources("AWS::Route53::HostedZone")
    template.resource_count_is("AWS::Route53::RecordSet", 1)
    template.has_resource_properties(
        "AWS::Route53::RecordSet",
        {
            "HostedZoneId": {"Ref": zone},
            "Name": "postgres.db.internal.",
            "ResourceRecords": ["db.example.com"],
            "TTL": "60",
            "Type": "CNAME",
        },
    )


def test_the_zone_is_private_to_the_network(template):
    [vpc] = template.find_resources("AWS::EC2::VPC")
    template.has_resource_properties(
        "AWS::Route53::HostedZone",
        {"Name": "db.internal.", "VPCs": [{"VPCId": {"Ref": vpc}, "VPCRegion": "us-east-1"}]},
    )


def test_the_zone_is_named_as_asked():
    zone = {"Name": "data.example.com."}
    template_of(zone_name="data.example.com").has_resource_properties(
        "AWS::Route53::HostedZone", zone
    )


@pytest.mark.parametrize("name", ["", "internal", "Data.internal", "a..b"])
def test_a_zone_that_is_no_domain_is_refused(name):
    with pytest.raises(ValueError, match="is no domain"):
        template_of(zone_name=name)
