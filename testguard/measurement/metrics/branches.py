"""Branches of a stack module that the tests took."""

from __future__ import annotations

from testguard.model.evidence import Arc, Evidence
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule


class Branches:
    """Exits of lines that have more than one, as coverage.py counts them."""

    name = "branches"
    code = "TG402"

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """Taken branches of all branches; gaps are told where the line itself was executed."""
        found = evidence.of(stack.path)
        if found is None or not (found.measured and found.branched):
            return Measurement(self.name, stack.path, 0, 0, recorded=False)
        missed = sorted(arc for arc in found.arcs - found.taken if arc.source in found.executed)
        gaps = tuple(Gap(self.name, arc.source, _message(arc)) for arc in missed)
        return Measurement(self.name, stack.path, len(found.taken), len(found.arcs), gaps=gaps)


def _message(arc: Arc) -> str:
    target = f"line {arc.target}" if arc.target > 0 else "the end"
    return f"line {arc.source} never went on to {target}"


branches = Branches()
