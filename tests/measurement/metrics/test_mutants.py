from __future__ import annotations

import pytest
from msgspec.structs import replace

from testguard.measurement.metrics.mutants import mutants
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.mutant import Act, Mutant, MutationRun, Result, Tried, Verdict
from testguard.model.project import StackModule

STACK = StackModule("lib/a.py", "pulumi", ("A",))
MUTANT = Mutant(
    "number-moved", Act.SET, "lib/a.py", "lib/parts.py", 7, "t", ("n",), ("size",), 3, 4,
    symbol="t::n",
)  # fmt: skip
EDIT = replace(MUTANT, act=Act.EDIT, path=(), item="x", symbol="ValueError if not a")
SOURCE = Evidence(commit="c", stacks=(StackEvidence("lib/a.py", "d", imported=True),))


def evidence(*results: Result, **more: object) -> Evidence:
    run = MutationRun((Tried("lib/a.py", "d", results),), commit="c")
    return replace(SOURCE, mutation=replace(run, **more))


def test_a_kill_counts_an_error_counts_for_nothing_and_a_timeout_is_no_kill() -> None:
    results = [Result(replace(MUTANT, new=n), verdict) for n, verdict in enumerate(Verdict)]
    found = mutants.measure(STACK, evidence(*results))
    assert (found.covered, found.total, found.recorded) == (1, 4, True)
    assert len(found.gaps) == 3


def test_a_survivor_is_told_with_property_old_and_new_value_and_remedy() -> None:
    survived = Result(MUTANT, Verdict.SURVIVED, tests=("a", "b"), remedy="assert it")
    [gap] = mutants.measure(STACK, evidence(survived)).gaps
    assert (gap.path, gap.line, gap.code, gap.hint) == ("lib/parts.py", 7, "TG703", "assert it")
    assert gap.message == "t::n: number moved, size 3 -> 4; 2 tests ran and passed"


@pytest.mark.parametrize(
    ("mutant", "code"),
    [
        (replace(EDIT, operator="default-changed"), "TG701"),
        (replace(EDIT, operator="override-ignored"), "TG701"),
        (replace(EDIT, operator="guard-negated"), "TG702"),
        (replace(EDIT, operator="exception-swallowed", item="lib/parts.py"), "TG703"),
    ],
)
def test_each_kind_of_survivor_has_a_code(mutant: Mutant, code: str) -> None:
    [gap] = mutants.measure(STACK, evidence(Result(mutant, Verdict.UNCOVERED))).gaps
    assert gap.code == code
    assert gap.message.endswith("no test touches it")


@pytest.mark.parametrize(
    "other",
    [
        {"commit": "other"},
        {"partial": "of 3 shards, these are missing: 2"},
        {"stacks": (Tried("lib/a.py", "another text"),)},
        {"stacks": (Tried("lib/b.py", "d"),)},
    ],
)
def test_a_run_over_something_else_is_no_data(other: dict[str, object]) -> None:
    killed = Result(MUTANT, Verdict.KILLED)
    assert mutants.measure(STACK, evidence(killed)).recorded
    assert not mutants.measure(STACK, evidence(killed, **other)).recorded
    assert not mutants.measure(STACK, SOURCE).recorded
