from __future__ import annotations

import pytest

from testguard.measurement.metrics.defaults import defaults
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


def test_items_that_a_passed_test_exercised_are_covered() -> None:
    found = defaults.measure(STACK, evidence(item(Way.DEFAULT, 3, TESTS), item(Way.DEFAULT, 5)))
    assert (found.covered, found.total, found.recorded) == (1, 2, True)
    [gap] = found.gaps
    assert (gap.path, gap.line, gap.code) == ("lib/args.py", 5, "TG301")
    assert "Args.size" in gap.message


def test_items_of_other_ways_are_none_of_its_business() -> None:
    others = [item(way, 3) for way in Way if way is not Way.DEFAULT]
    found = defaults.measure(STACK, evidence(*others))
    assert (found.covered, found.total, found.gaps) == (0, 0, ())


@pytest.mark.parametrize(
    "recorded", [Evidence(), evidence(item(Way.DEFAULT, 3, TESTS), probed=False)]
)
def test_a_contract_that_was_not_watched_is_not_recorded(recorded: Evidence) -> None:
    assert not defaults.measure(STACK, recorded).recorded
