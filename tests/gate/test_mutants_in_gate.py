from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from testguard.config import Bar, Config
from testguard.gate.codes import below
from testguard.gate.judge import Case, Judgement, judge
from testguard.measurement.metrics.mutants import mutants
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.mutant import Act, Mutant, MutationRun, Result, Tried, Verdict
from testguard.model.project import Project, StackModule
from testguard.model.verdict import Outcome, State

STACK = StackModule("lib/a.py", "pulumi", ("A",))
MUTANT = Mutant(
    "number-moved", Act.SET, "lib/a.py", "lib/a.py", 7, "t", ("n",), ("size",), 3, 4, symbol="t::n"
)
RESULTS = (Result(MUTANT, Verdict.KILLED), Result(replace(MUTANT, new=0), Verdict.SURVIVED))
RUN = MutationRun((Tried("lib/a.py", "d", RESULTS),), commit="c")
BAR = Bar("mutants", "80", "pyproject.toml:9")
LINES = [Bar(name, "0", "x") for name in ("lines", "branches", "tests-at-least")]


def judged(run: MutationRun | None, *bars: Bar) -> Judgement:
    found = StackEvidence("lib/a.py", "d", imported=True)
    evidence = Evidence((found,), (("tests/t.py", ("a",)),), commit="c", mutation=run)
    config = Config(Path(), thresholds=(*LINES, *bars))
    return judge(
        Case(
            config,
            Project(Path(), stacks=(STACK,)),
            evidence,
            {"lib/a.py": [mutants.measure(STACK, evidence)]},
            {"mutants": below("mutants", mutants.code)},
        )
    )


def test_a_missed_score_is_charged_with_its_survivors() -> None:
    found = judged(RUN, BAR)
    assert found.outcome is Outcome.FAILED
    assert [each.code for each in found.findings] == ["TG703", "TG704"]
    assert "1 of 2 mutants were exercised: 50%" in found.findings[1].message


def test_a_reached_score_passes() -> None:
    assert judged(RUN, replace(BAR, value="50")).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    "run", [None, replace(RUN, commit="another"), replace(RUN, partial="shard 2 is missing")]
)
def test_no_run_of_this_commit_is_no_pass(run: MutationRun | None) -> None:
    found = judged(run, BAR)
    assert found.outcome is Outcome.FAILED
    [charge] = found.findings
    assert (charge.code, charge.message) == ("TG704", "mutants were not recorded in this run")
    assert "testguard mutate" in charge.hint


def test_who_asks_for_nothing_and_mutates_nothing_hears_nothing() -> None:
    found = judged(None)
    assert found.outcome is Outcome.PASSED
    assert "mutants" not in {each.metric for each in found.stacks[0].metrics}
    assert judged(RUN).stacks[0].metrics[0].state is State.NO_THRESHOLD
