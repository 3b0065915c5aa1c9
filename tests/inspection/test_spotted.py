from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from testguard.inspection.spotted import Spotted, spotted, unsaid
from testguard.model.resource import Graph, Resource
from testguard.requirements.seen import Seen

CHECKS = {"pulumi": "aws:route53/healthCheck:HealthCheck", "cdk": "AWS::Route53::HealthCheck"}
ALARMS = {"pulumi": "aws:cloudwatch/metricAlarm:MetricAlarm", "cdk": "AWS::CloudWatch::Alarm"}


def check(framework: str, kind: str, children: object, source: str = "lib/dns.py:7") -> Resource:
    own: dict[str, Any] = {"type": kind, "childHealthchecks": children}
    if framework == "cdk":
        own = {"HealthCheckConfig": {"Type": kind, "ChildHealthChecks": children}}
    return Resource("check", CHECKS[framework], "check", own, source=source)


def alarm(framework: str, **properties: object) -> Resource:
    return Resource("alarm", ALARMS[framework], "lag", properties, source="lib/alarms.py:3")


def codes(*graphs: Graph) -> list[tuple[str, str, int]]:
    found = spotted([Seen(each) for each in graphs])
    return [(each.code, each.path, each.line) for each in found]


@pytest.mark.parametrize("framework", ["pulumi", "cdk"])
@pytest.mark.parametrize(
    ("kind", "children", "offends"),
    [
        ("CALCULATED", [], True),
        ("CALCULATED", None, True),
        ("CALCULATED", ["child"], False),
        ("CALCULATED", {"$unknown": True}, False),
        ("TCP", [], False),
    ],
)
def test_a_calculated_check_needs_children(
    framework: str, kind: str, children: object, offends: bool
) -> None:
    found = codes(Graph("s", resources=(check(framework, kind, children),)))
    assert found == ([("TG201", "lib/dns.py", 7)] if offends else [])


@pytest.mark.parametrize(
    ("framework", "properties", "offends"),
    [
        ("pulumi", {"name": "lag"}, True),
        ("pulumi", {"alarmActions": ["arn"]}, False),
        ("pulumi", {"okActions": ["arn"]}, False),
        ("pulumi", {"alarmActions": []}, True),
        ("cdk", {"AlarmActions": [{"Ref": "Topic"}]}, False),
        ("cdk", {"OKActions": [{"Ref": "Topic"}]}, False),
        ("cdk", {}, True),
    ],
)
def test_somebody_must_hear_of_an_alarm(
    framework: str, properties: dict[str, Any], offends: bool
) -> None:
    found = codes(Graph("s", resources=(alarm(framework, **properties),)))
    assert found == ([("TG202", "lib/alarms.py", 3)] if offends else [])


@pytest.mark.parametrize(
    "user",
    [
        Resource("composite", "t", "c", depends_on=("alarm",)),
        Resource("composite", "t", "c", {"alarmRule": 'ALARM("lag-alarm")'}),
    ],
)
def test_an_alarm_that_something_uses_is_heard(user: Resource) -> None:
    used = alarm("pulumi", name="lag-alarm")
    assert codes(Graph("s", resources=(used, user))) == []


def test_an_alarm_that_is_exported_is_heard() -> None:
    assert codes(Graph("s", resources=(alarm("cdk"),), exports={"Alarm": "lag"})) == []


def test_a_declaration_that_is_sound_elsewhere_is_left_alone() -> None:
    childless = Graph("s", resources=(check("cdk", "CALCULATED", []),))
    sound = Graph("s", resources=(check("cdk", "CALCULATED", ["child"]),))
    assert codes(childless, sound) == []
    assert len(codes(childless, childless)) == 1


CHILDLESS = Graph("s", resources=(check("pulumi", "CALCULATED", []),))


@pytest.mark.parametrize("alone", [Seen(CHILDLESS, departs=True), Seen(CHILDLESS, stack=False)])
def test_what_nobody_deploys_does_not_offend(alone: Seen) -> None:
    assert spotted([alone]) == ()
    assert len(spotted([Seen(CHILDLESS), alone])) == 1


def test_what_no_code_declares_or_exists_already_does_not_offend() -> None:
    nowhere = check("pulumi", "CALCULATED", [], source="")
    known = replace(check("pulumi", "CALCULATED", []), read=True)
    assert codes(Graph("s", resources=(nowhere, known))) == []


def spot(line: int, path: str = "lib/dns.py", code: str = "TG201") -> Spotted:
    return Spotted(code, path, line, "check", "m", "h")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([], [7, 20]),
        ([("TG201", "lib/dns.py", range(7, 12))], [20]),
        ([("TG201", "lib/dns.py", range(18, 20))], [7]),
        ([("TG201", "lib/dns.py", range(9, 10)), ("TG201", "lib/dns.py", range(22, 24))], []),
        ([("TG202", "lib/dns.py", range(7, 12)), ("TG201", "lib/a.py", range(7, 12))], [7, 20]),
    ],
)
def test_what_syntax_said_is_not_said_again(
    said: list[tuple[str, str, range]], left: list[int]
) -> None:
    assert [each.line for each in unsaid([spot(7), spot(20)], said)] == left
