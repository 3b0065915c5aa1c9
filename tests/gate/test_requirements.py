from __future__ import annotations

import pytest
from msgspec.structs import replace

from testguard.gate.requirements import Asked, judge_requirements
from testguard.model.finding import Severity
from testguard.model.resource import Graph, Resource
from testguard.model.source import Span
from testguard.model.verdict import RequirementState
from testguard.requirements.seen import Seen
from tests.gate.conftest import Configured

LARGE = Resource("a", "AWS::RDS::DBInstance", "a", {"DBInstanceClass": "db.r6g.large"})
SMALL = Resource("b", "AWS::RDS::DBInstance", "b", {"DBInstanceClass": "db.t3.micro"})
OTHER = Resource("b2", "AWS::RDS::DBInstance", "b2", {"DBInstanceClass": "db.t3.micro"})
STATED = """\
[[requirements]]
id = "DR-1"
text = "large"
resource = "AWS::RDS::DBInstance"
min-instance-class = "db.r6g.large"
"""


def asked(configured: Configured, *resources: Resource, text: str = STATED, **tests: str) -> Asked:
    graph = Graph("Stack", "lib/stack.py", "us-east-1", resources)
    proofs = {id_.replace("_", "-"): (test,) for id_, test in tests.items()}
    return judge_requirements(configured(text), [Seen(graph)], proofs)


@pytest.mark.parametrize(
    ("resources", "tests", "state", "codes"),
    [
        ((LARGE,), {"DR_1": "t"}, RequirementState.MET, []),
        ((LARGE,), {}, RequirementState.UNTESTED, ["TG602"]),
        ((LARGE,), {"DR_2": "t"}, RequirementState.UNTESTED, ["TG602"]),
        ((LARGE, SMALL), {"DR_1": "t"}, RequirementState.VIOLATED, ["TG601"]),
        ((), {"DR_1": "t"}, RequirementState.NO_DATA, ["TG602"]),
    ],
)
def test_states(
    configured: Configured,
    resources: tuple[Resource, ...],
    tests: dict[str, str],
    state: RequirementState,
    codes: list[str],
) -> None:
    judged = asked(configured, *resources, **tests)
    [verdict] = judged.verdicts
    assert verdict.state is state
    assert [each.code for each in judged.findings] == codes
    assert (verdict.identifier, verdict.text) == ("DR-1", "large")
    assert all(each.severity is Severity.ERROR for each in judged.findings)


def test_a_verdict_names_what_breaks_the_requirement_or_else_what_it_holds_for(
    configured: Configured,
) -> None:
    [violated] = asked(configured, LARGE, SMALL).verdicts
    [met] = asked(configured, LARGE, DR_1="t").verdicts
    assert violated.resources == ("AWS::RDS::DBInstance b in us-east-1 (lib/stack.py Stack)",)
    assert met.resources == ("AWS::RDS::DBInstance a in us-east-1 (lib/stack.py Stack)",)


def test_what_is_missing_is_said(configured: Configured) -> None:
    [unmarked] = asked(configured, LARGE).findings
    [unseen] = asked(configured).findings
    assert unmarked.message == "DR-1 (large) holds, and no passed test is marked with it"
    assert unmarked.hint == (
        'mark a test with @pytest.mark.requirement("DR-1"), or let'
        " `testguard scaffold --requirements` write one"
    )
    assert unseen.message == (
        "DR-1 (large) was held against nothing: no AWS::RDS::DBInstance that it is about was built"
    )


def test_a_requirement_of_another_commit_is_placed_in_the_file_of_that_name(
    configured: Configured,
) -> None:
    config = replace(configured(STATED), ref="main")
    stated = replace(config.requirements[0], origin="main:testguard.toml:7")
    [finding] = judge_requirements(replace(config, requirements=(stated,)), [], {}).findings
    assert (finding.path, finding.span) == ("testguard.toml", Span(7, 1, 7, 2))


def test_a_violation_says_where_the_requirement_is_written(configured: Configured) -> None:
    [finding] = asked(configured, SMALL, OTHER).findings
    assert (finding.path, finding.span.line, finding.symbol) == ("testguard.toml", 1, "DR-1")
    assert finding.message == (
        "DR-1 (large) is violated: AWS::RDS::DBInstance b in us-east-1 (lib/stack.py Stack) and 1 "
        "more: its instance class db.t3.micro is burstable, and db.r6g.large, the smallest that is "
        "allowed, is not"
    )


def test_nothing_matched_is_no_pass_unless_it_was_counted(configured: Configured) -> None:
    text = '[[requirements]]\nid = "DR-1"\nresource = "AWS::EC2::VPC"\nmax-count = 0\n'
    [verdict] = asked(configured, LARGE, text=text, DR_1="t").verdicts
    assert verdict.state is RequirementState.MET


@pytest.mark.parametrize(("bar", "advisory"), [("50", True), ("51", False), ("100", False)])
def test_the_threshold_is_a_share_of_all(configured: Configured, bar: str, advisory: bool) -> None:
    second = STATED.replace("DR-1", "DR-2")
    text = f"[thresholds]\nrequirements = {bar}\n{STATED}{second}"
    judged = asked(configured, LARGE, text=text, DR_1="t")
    assert [each.advisory for each in judged.findings] == [advisory]
    assert judged.notes == (
        f"1 of 2 requirements hold and are tested; the threshold is {bar}% (testguard.toml:2)",
    )


def test_no_threshold_excuses_a_violation(configured: Configured) -> None:
    judged = asked(configured, SMALL, text=f"[thresholds]\nrequirements = 0\n{STATED}")
    assert [each.advisory for each in judged.findings] == [False]


def test_without_requirements_nothing_is_said(configured: Configured) -> None:
    assert asked(configured, LARGE, text="") == Asked()
