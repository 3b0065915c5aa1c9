from __future__ import annotations

from testguard.measurement.metrics.branches import branches
from testguard.model.evidence import Arc, Evidence, StackEvidence
from testguard.model.measurement import Measurement
from testguard.model.project import StackModule

STACK = StackModule("lib/a.py", "pulumi")


def measure(**details: object) -> Measurement:
    found = StackEvidence("lib/a.py", "", imported=True, **details)  # type: ignore[arg-type]
    return branches.measure(STACK, Evidence((found,)))


def test_taken_branches_of_all_branches() -> None:
    arcs = frozenset({Arc(1, 2), Arc(1, 3), Arc(3, 4)})
    measured = measure(arcs=arcs, taken=frozenset({Arc(1, 2)}))
    assert (measured.covered, measured.total, measured.percent) == (1, 3, "33.33")


def test_gaps_are_told_where_the_line_itself_was_executed() -> None:
    arcs = frozenset({Arc(1, 2), Arc(1, -1), Arc(3, 4), Arc(3, 5)})
    measured = measure(arcs=arcs, taken=frozenset(), executed=frozenset({1}), lines=frozenset({1}))
    assert [gap.message for gap in measured.gaps] == [
        "line 1 never went on to the end",
        "line 1 never went on to line 2",
    ]


def test_lines_without_branches_are_no_data() -> None:
    assert not measure(branched=False, lines=frozenset({1})).recorded


def test_a_module_without_branches_has_nothing_to_miss() -> None:
    measured = measure(lines=frozenset({1}))
    assert (measured.total, measured.recorded) == (0, True)
