"""Lines of a stack module that the tests executed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule


class Lines:
    """Statements, as coverage.py counts them; those that only an import executed count too."""

    name = "lines"
    code = "TG401"

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """Executed statements of all statements."""
        found = evidence.of(stack.path)
        if found is None or not found.measured:
            return Measurement(self.name, stack.path, 0, 0, recorded=False)
        covered, total = len(found.executed), len(found.lines)
        return Measurement(self.name, stack.path, covered, total, gaps=tuple(_gaps(found)))


def _gaps(found: StackEvidence) -> Iterator[Gap]:
    """One gap per run of statements with no executed one in between."""
    for missed, run in groupby(sorted(found.lines), key=lambda line: line not in found.executed):
        if missed:
            first, *rest = run
            span = f"lines {first}-{rest[-1]} were" if rest else f"line {first} was"
            yield Gap("lines", first, f"{span} never executed")


lines = Lines()
