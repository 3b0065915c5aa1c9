"""What an alarm tells a topic.

Format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/notify-users-alarm-changes.html
"""

from __future__ import annotations

from typing import Any


def alarm_message(stacks: list[Any], topic: str) -> dict[str, Any]:
    """What the alarm that acts on the topic with a logical id says; nothing where none does."""
    for stack in stacks:
        for logical_id, body in stack.resources.items():
            given = body.get("Properties", {})
            acts = any(each == {"Ref": topic} for each in given.get("AlarmActions", []))
            if body["Type"] == "AWS::CloudWatch::Alarm" and acts:
                name = given.get("AlarmName")
                return _message(name if isinstance(name, str) else logical_id, stack.region, given)
    return {}


def _message(name: str, region: str, given: dict[str, Any]) -> dict[str, Any]:
    threshold = given.get("Threshold")
    return {
        "AlarmName": name,
        "NewStateValue": "ALARM",
        "OldStateValue": "OK",
        "NewStateReason": f"the threshold {threshold} was crossed",
        "StateChangeTime": "2026-01-01T00:00:00.000+0000",
        "Region": region,
        "AWSAccountId": "123456789012",
        "Trigger": {
            "MetricName": given.get("MetricName", ""),
            "Namespace": given.get("Namespace", ""),
            "Threshold": threshold,
        },
    }
