"""Inputs of a stack that a passed test gave a value of its own."""

from __future__ import annotations

from testguard.measurement.exercises import measure_exercises
from testguard.model.evidence import Evidence, Exercise, Way
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule


class Overrides:
    """Inputs that need not be given: one was given in a passed test."""

    name = "overrides"
    code = "TG302"

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """Overridden inputs of all inputs that can be overridden."""
        return measure_exercises(self.name, Way.OVERRIDE, stack, evidence, self._gap)

    def _gap(self, item: Exercise) -> Gap | None:
        if item.tests:
            return None
        message = f"no passed test gives {item.label} a value of its own"
        return Gap(self.name, item.line, message, item.label, item.path, self.code)


overrides = Overrides()
