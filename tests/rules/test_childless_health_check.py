from __future__ import annotations

import pytest

from testguard.rules.childless_health_check import childless_health_check
from testguard.testing import check_examples, check_source

PULUMI = "import pulumi_aws as aws\nfrom pulumi_aws import route53\nchildren = []\nmore = []\nmore.append(x)\n"
CDK = (
    "from aws_cdk import aws_route53 as route53\nCheck = route53.CfnHealthCheck\n"
    "Config = route53.CfnHealthCheck.HealthCheckConfigProperty\n"
)


def messages(source: str) -> list[str]:
    return [offence.message for offence in check_source(childless_health_check, source)]


def test_examples() -> None:
    check_examples(childless_health_check)


@pytest.mark.parametrize(
    "call",
    [
        'aws.route53.HealthCheck("a", type="CALCULATED", child_healthchecks=[])',
        'aws.route53.HealthCheck("a", type="CALCULATED")',
        'aws.route53.HealthCheck("a", type="CALCULATED", child_healthchecks=None)',
        'aws.route53.HealthCheck("a", type="CALCULATED", child_healthchecks=children)',
        'route53.HealthCheck("a", route53.HealthCheckArgs(type="CALCULATED"))',
    ],
)
def test_pulumi_checks_without_children_are_reported(call: str) -> None:
    assert len(messages(PULUMI + call + "\n")) == 1


@pytest.mark.parametrize(
    "config",
    [
        'route53.CfnHealthCheck.HealthCheckConfigProperty(type="CALCULATED", child_health_checks=[])',
        'route53.CfnHealthCheck.HealthCheckConfigProperty(type="CALCULATED")',
        '{"type": "CALCULATED", "childHealthChecks": []}',
    ],
)
def test_cdk_checks_without_children_are_reported(config: str) -> None:
    source = f'{CDK}route53.CfnHealthCheck(self, "A", health_check_config={config})\n'
    assert len(messages(source)) == 1


@pytest.mark.parametrize(
    "call",
    [
        'aws.route53.HealthCheck("a", type="TCP", port=3306)',
        'aws.route53.HealthCheck("a", type="CALCULATED", child_healthchecks=[b.id])',
        'aws.route53.HealthCheck("a", type="CALCULATED", child_healthchecks=more)',
        'aws.route53.HealthCheck("a", type="CALCULATED", child_healthchecks=found())',
        'aws.route53.HealthCheck("a", type="CALCULATED", **rest)',
        'aws.route53.HealthCheck("a", args, type="CALCULATED")',
        'other.HealthCheck("a", type="CALCULATED")',
        '# aws.route53.HealthCheck("a", type="CALCULATED")',
    ],
)
def test_what_may_have_children_is_left_alone(call: str) -> None:
    assert messages(PULUMI + call + "\n") == []


def test_health_for_want_of_data_is_part_of_the_message() -> None:
    config = 'type="CALCULATED", child_health_checks=[], insufficient_data_health_status="Healthy"'
    source = f"{CDK}route53.CfnHealthCheck.HealthCheckConfigProperty({config})\n"
    [message] = messages(source)
    assert "empty list of children" in message
    assert "insufficient data for health" in message


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("type=route53.HealthCheckType.CALCULATED, child_health_checks=[], health_threshold=1", 1),
        ("type=route53.HealthCheckType.CALCULATED", 1),
        ("type=route53.HealthCheckType.CALCULATED, child_health_checks=[a]", 0),
        ("type=route53.HealthCheckType.TCP, port=5432", 0),
        ("**settings", 0),
    ],
)
def test_constructs_of_the_cdk_are_read_too(arguments: str, found: int) -> None:
    source = f'{CDK}route53.HealthCheck(self, "Primary", {arguments})\n'
    assert len(messages(source)) == found
