"""TG202."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.infrastructure.calls import Call
from testguard.plugin import Confidence, Infrastructure, Offence, Severity, infrastructure_rule
from testguard.syntax import dotted, find, span

_PULUMI = ".cloudwatch.MetricAlarm"
_CDK = ".aws_cloudwatch.Alarm"
_CFN = ".aws_cloudwatch.CfnAlarm"
_ACTIONS = ("alarm_actions", "ok_actions", "insufficient_data_actions")


@infrastructure_rule("TG202", Severity.WARNING, words=("MetricAlarm", "Alarm"))
def alarm_without_action(system: Infrastructure) -> Iterator[Offence]:
    """An alarm that nobody hears: it has no action, and nothing uses it.

    An alarm without an action changes its colour in a console. Alarms that something else refers
    to, such as a composite alarm, a health check or a deployment, are left alone, and so are those
    whose actions cannot be read.

    Bad::

        import pulumi_aws as aws

        aws.cloudwatch.MetricAlarm(
            "lag", metric_name="ReplicaLag", comparison_operator="GreaterThanThreshold",
            evaluation_periods=3,
        )

    Good::

        import pulumi_aws as aws

        topic = aws.sns.Topic("alarms")
        aws.cloudwatch.MetricAlarm(
            "lag", metric_name="ReplicaLag", comparison_operator="GreaterThanThreshold",
            evaluation_periods=3, alarm_actions=[topic.arn],
        )
    """
    for call in system.calls:
        if _is_alarm(call) and _is_silent(system, call) and not _is_used(system, call):
            yield Offence(
                span(call.node),
                f"nobody hears of this alarm: {call.name.rpartition('.')[2]} has no action, and "
                "nothing in this file uses it",
                "add an action, such as a topic that somebody reads, or delete the alarm",
                system.symbol(call.node),
                confidence=Confidence.LIKELY,
            )


def _is_alarm(call: Call) -> bool:
    pulumi = call.name.startswith("pulumi_aws.") and call.name.endswith(_PULUMI)
    return pulumi or call.name.endswith((_CDK, _CFN))


def _is_silent(system: Infrastructure, call: Call) -> bool:
    if not call.complete or "args" in call.keywords:
        return False
    if call.name.endswith(_PULUMI) and len(call.positional) > 1:
        return False
    given = [call.keywords[name] for name in _ACTIONS if name in call.keywords]
    return all(system.values.is_empty(each) for each in given)


def _is_used(system: Infrastructure, call: Call) -> bool:
    """Whether the alarm is passed on, or the name it is kept by appears again."""
    parent = call.node.parent()
    if parent is None or parent.kind() == "expression_statement":
        return False
    if parent.kind() != "assignment":
        return True
    name = dotted(parent.field("left"))
    if not name:
        return True
    last = name.rpartition(".")[2]
    uses = [each for each in find(system.root, "identifier") if each.text() == last]
    return len(uses) > 1 or f'"{last}"' in system.module.text
