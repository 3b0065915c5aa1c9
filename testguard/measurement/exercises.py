"""How many items of a contract passed tests exercised, in one way."""

from __future__ import annotations

from collections.abc import Callable

from testguard.model.evidence import Evidence, Exercise, Way
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule

Judge = Callable[[Exercise], Gap | None]


def measure_exercises(
    metric: str, way: Way, stack: StackModule, evidence: Evidence, gap_of: Judge
) -> Measurement:
    """The measurement of one way; ``gap_of`` gives what is missing of an item, or None.

    Nothing is recorded where the module's contract was not watched.
    """
    found = evidence.of(stack.path)
    if found is None or not found.probed:
        return Measurement(metric, stack.path, 0, 0, recorded=False)
    items = [item for item in found.exercises if item.way is way]
    gaps = tuple(gap for item in items if (gap := gap_of(item)))
    return Measurement(metric, stack.path, len(items) - len(gaps), len(items), gaps=gaps)
