from __future__ import annotations

import pytest

from testguard.rules.alarm_without_action import alarm_without_action
from testguard.testing import check_examples, check_source

HEAD = (
    "import pulumi_aws as aws\nfrom aws_cdk import aws_cloudwatch as cloudwatch\n"
    'topic = aws.sns.Topic("t")\n'
)


def count(body: str) -> int:
    return len(check_source(alarm_without_action, HEAD + body + "\n"))


def test_examples() -> None:
    check_examples(alarm_without_action)


@pytest.mark.parametrize(
    "body",
    [
        'aws.cloudwatch.MetricAlarm("a", evaluation_periods=1)',
        'aws.cloudwatch.MetricAlarm("a", evaluation_periods=1, alarm_actions=[])',
        'lag = aws.cloudwatch.MetricAlarm("a", evaluation_periods=1)',
        'cloudwatch.Alarm(self, "A", metric=m, threshold=1, evaluation_periods=1)',
        'self.cpu_alarm = cloudwatch.Alarm(self, "A", metric=m, threshold=1, evaluation_periods=1)',
        'cloudwatch.CfnAlarm(self, "A", comparison_operator="x", evaluation_periods=1)',
    ],
)
def test_an_alarm_that_nobody_hears_is_reported(body: str) -> None:
    assert count(body) == 1


@pytest.mark.parametrize(
    "body",
    [
        'aws.cloudwatch.MetricAlarm("a", alarm_actions=[topic.arn])',
        'aws.cloudwatch.MetricAlarm("a", ok_actions=[topic.arn])',
        'aws.cloudwatch.MetricAlarm("a", alarm_actions=actions)',
        'aws.cloudwatch.MetricAlarm("a", args)',
        'aws.cloudwatch.MetricAlarm("a", **settings)',
        'a = cloudwatch.Alarm(self, "A", metric=m)\na.add_alarm_action(x)',
        'cloudwatch.Alarm(self, "A", metric=m).add_alarm_action(x)',
        'lag = aws.cloudwatch.MetricAlarm("a")\ncompose(lag.arn)',
        'return_it(aws.cloudwatch.MetricAlarm("a"))',
        'alarms = [aws.cloudwatch.MetricAlarm("a")]',
        'aws.cloudwatch.CompositeAlarm("a", alarm_rule="x")',
    ],
)
def test_an_alarm_that_something_uses_is_left_alone(body: str) -> None:
    assert count(body) == 0
