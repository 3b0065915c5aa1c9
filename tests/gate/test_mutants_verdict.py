from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import Bar, Config
from testguard.gate.mutants_verdict import MutantsCase, judge_mutants
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import Problem, StackModule
from testguard.model.verdict import Outcome, State

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


def test_no_mutant_at_all_is_no_pass() -> None:
    found = judge_mutants(case(0, 0, BAR, recorded=False))
    assert found.outcome is Outcome.FAILED
    assert found.stacks[0].metrics[0].state is State.NO_DATA
    assert "no mutant of this module was tried" in found.findings[0].message


def test_a_part_is_not_judged_and_a_fatal_problem_is_an_error() -> None:
    part = judge_mutants(case(0, 5, BAR, partial="this is shard 1 of 3"))
    assert part.outcome is Outcome.NOT_JUDGED
    assert "TG704" not in {each.code for each in part.findings}
    assert part.notes == ("the score is not judged: this is shard 1 of 3",)
    broken = case(5, 5, BAR, problems=[Problem("a plugin does not load", fatal=True)])
    assert judge_mutants(broken).outcome is Outcome.ERROR
