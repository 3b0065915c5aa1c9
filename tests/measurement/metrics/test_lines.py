from __future__ import annotations

from testguard.measurement.metrics.lines import lines
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.measurement import Measurement
from testguard.model.project import StackModule

STACK = StackModule("lib/a.py", "pulumi")


def measure(**details: object) -> Measurement:
    found = StackEvidence("lib/a.py", "", imported=True, **details)  # type: ignore[arg-type]
    return lines.measure(STACK, Evidence((found,)))


def test_executed_statements_of_all_statements() -> None:
    measured = measure(lines=frozenset({1, 2, 5, 9}), executed=frozenset({1, 9}))
    assert (measured.covered, measured.total, measured.percent) == (2, 4, "50")


def test_neighbouring_statements_are_one_gap() -> None:
    measured = measure(lines=frozenset({1, 2, 5, 9, 11}), executed=frozenset({1, 9}))
    assert [(gap.line, gap.message) for gap in measured.gaps] == [
        (2, "lines 2-5 were never executed"),
        (11, "line 11 was never executed"),
    ]


def test_a_module_that_coverage_did_not_look_at_has_no_data() -> None:
    assert not measure(measured=False).recorded


def test_a_module_the_evidence_does_not_speak_of_has_no_data() -> None:
    assert not lines.measure(STACK, Evidence()).recorded


def test_a_module_that_was_never_imported_has_all_its_lines_uncovered() -> None:
    found = StackEvidence("lib/a.py", "", imported=False, lines=frozenset({1, 2}))
    measured = lines.measure(STACK, Evidence((found,)))
    assert (measured.covered, measured.total, measured.recorded) == (0, 2, True)
