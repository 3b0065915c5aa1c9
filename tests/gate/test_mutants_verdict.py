from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from testguard.config import Bar, Config, StackThresholds
from testguard.gate.codes import RESOURCE_SURVIVED
from testguard.gate.mutants_verdict import MutantsCase, judge_mutants
from testguard.gate.places import Place
from testguard.model.finding import Confidence, Finding
from testguard.model.fingerprint import fingerprint
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import Problem, StackModule
from testguard.model.source import Span
from testguard.model.verdict import Outcome, State, Threshold

STACK = StackModule("lib/a.py", "pulumi", ("A",))
GAP = Gap("mutants", 3, "t::n: size 3 -> 4; 1 test ran", "t::n", "", "TG703", "assert it")
BAR = Bar("mutants", "80", "pyproject.toml:9")


def case(
    covered: int, total: int, *bars: Bar, recorded: bool = True, **more: object
) -> MutantsCase:
    gaps = (GAP,) * (total - covered)
    measured = Measurement("mutants", "lib/a.py", covered, total, recorded, gaps)
    lines = {("lib/a.py", 3): "    size = 3"}
    config = Config(Path(), thresholds=bars)
    return MutantsCase(config, [(STACK, measured, ())], lines=lines, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("covered", "bars", "outcome", "codes"),
    [
        (4, [BAR], Outcome.PASSED, ["TG703"]),
        (3, [BAR], Outcome.FAILED, ["TG703", "TG703", "TG704"]),
        (3, [], Outcome.PASSED, ["TG703", "TG703"]),
    ],
)
def test_only_a_threshold_fails_a_run(
    covered: int, bars: list[Bar], outcome: Outcome, codes: list[str]
) -> None:
    found = judge_mutants(case(covered, 5, *bars))
    assert found.outcome is outcome
    assert [each.code for each in found.findings] == codes
    assert [each.advisory for each in found.findings] == [code != "TG704" for code in codes]


def test_findings_point_at_the_line_and_carry_the_assertion() -> None:
    finding, *_, below = judge_mutants(case(3, 5, BAR)).findings
    assert (finding.span.line, finding.span.column, finding.excerpt) == (3, 5, "    size = 3")
    assert finding.hint == "assert it"
    assert "3 of 5 mutants were noticed: 60%" in below.message
    assert "80% (pyproject.toml:9)" in below.message


def test_a_survivor_is_told_as_any_other_finding() -> None:
    finding, *_, below = judge_mutants(
        case(3, 5, BAR, places={"lib/a.py": Place(Span(2, 1, 2, 9), "class A:", "A")})
    ).findings
    assert finding == Finding(
        code="TG703",
        rule="surviving-resource",
        severity=RESOURCE_SURVIVED.severity,
        confidence=Confidence.CERTAIN,
        path="lib/a.py",
        span=Span(3, 5, 3, 13),
        message=GAP.message,
        hint="assert it",
        symbol="t::n",
        excerpt="    size = 3",
        fingerprint=fingerprint("TG703", "lib/a.py", "t::n", "t::n: size 3 -> 4"),
        advisory=True,
    )
    assert (below.path, below.span, below.symbol) == ("lib/a.py", Span(2, 1, 2, 9), "A")
    assert below.hint == "assert it; assert it"


def test_the_count_of_tests_in_a_message_does_not_make_another_finding() -> None:
    more = replace(GAP, message="t::n: size 3 -> 4; 2 tests ran")
    one, other = (
        judge_mutants(
            MutantsCase(
                Config(Path()),
                [(STACK, Measurement("mutants", "lib/a.py", 0, 1, True, (gap,)), ())],
            )
        ).findings[0]
        for gap in (GAP, more)
    )
    assert one.message != other.message
    assert one.fingerprint == other.fingerprint


def test_a_line_that_is_not_known_still_has_a_place() -> None:
    measured = Measurement("mutants", "lib/a.py", 0, 1, True, (GAP,))
    suites = ("tests/test_a.py",)
    found = judge_mutants(MutantsCase(Config(Path()), [(STACK, measured, suites)]))
    assert (found.findings[0].span, found.findings[0].excerpt) == (Span(3, 1, 3, 2), "")
    assert found.stacks[0].suites == suites


def test_the_threshold_of_a_stack_is_the_one_that_is_missed() -> None:
    lower = StackThresholds(("lib/*.py",), (Bar("mutants", "50", "pyproject.toml:12"),), "p:11")
    found = judge_mutants(replace(case(3, 5, BAR), config=Config(Path(), stack=(lower,))))
    assert found.outcome is Outcome.PASSED
    assert found.stacks[0].metrics[0].threshold == Threshold("50", "pyproject.toml:12")


def test_no_mutant_at_all_is_no_pass() -> None:
    found = judge_mutants(case(0, 0, BAR, recorded=False))
    assert found.outcome is Outcome.FAILED
    assert found.stacks[0].metrics[0].state is State.NO_DATA
    [only] = found.findings
    assert only.message == (
        "no mutant of this module was tried, and the threshold is 80% (pyproject.toml:9)"
    )
    assert only.hint == "write a test for it"


def test_a_part_is_not_judged_and_a_fatal_problem_is_an_error() -> None:
    part = judge_mutants(case(0, 5, BAR, partial="this is shard 1 of 3"))
    assert part.outcome is Outcome.NOT_JUDGED
    assert "TG704" not in {each.code for each in part.findings}
    assert part.stacks[0].metrics[0].state is State.NOT_JUDGED
    assert part.notes == ("the score is not judged: this is shard 1 of 3",)
    broken = case(5, 5, BAR, problems=[Problem("a plugin does not load", fatal=True)])
    assert judge_mutants(broken).outcome is Outcome.ERROR
