from __future__ import annotations

import pytest

from testguard.measurement.metrics.validations import validations
from testguard.model.evidence import Evidence, Exercise, StackEvidence, Way
from testguard.model.project import StackModule

STACK = StackModule("lib/stack.py", "pulumi", ("Stack",))
TESTS = ("tests/test_stack.py::test_it",)


def evidence(*exercises: Exercise, probed: bool = True) -> Evidence:
    return Evidence((StackEvidence("lib/stack.py", "", True, probed=probed, exercises=exercises),))


def item(
    way: Way, line: int, tests: tuple[str, ...] = (), asserting: tuple[str, ...] = ()
) -> Exercise:
    return Exercise(f"item {line}", way, "lib/args.py", line, "Args.size = 3", tests, asserting)


@pytest.mark.parametrize(
    ("tests", "asserting", "code", "said"),
    [
        ((), (), "TG303", "no passed test reaches"),
        (TESTS, (), "TG304", "is reached, and no passed test expects it"),
    ],
)
def test_a_path_counts_only_when_a_raises_block_expects_it(
    tests: tuple[str, ...], asserting: tuple[str, ...], code: str, said: str
) -> None:
    found = validations.measure(STACK, evidence(item(Way.VALIDATION, 7, tests, asserting)))
    assert (found.covered, found.total) == (0, 1)
    [gap] = found.gaps
    assert (gap.line, gap.code) == (7, code)
    assert said in gap.message


def test_an_asserted_path_is_covered() -> None:
    found = validations.measure(STACK, evidence(item(Way.VALIDATION, 7, TESTS, TESTS)))
    assert (found.covered, found.total, found.gaps) == (1, 1, ())


@pytest.mark.parametrize("recorded", [Evidence(), evidence(item(Way.VALIDATION, 3), probed=False)])
def test_a_contract_that_was_not_watched_is_not_recorded(recorded: Evidence) -> None:
    assert not validations.measure(STACK, recorded).recorded
