"""Validation paths of a stack that a passed test expects in a raises-block."""

from __future__ import annotations

from testguard.measurement.exercises import measure_exercises
from testguard.model.evidence import Evidence, Exercise, Way
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule

NOT_ASSERTED = "TG304"


class Validations:
    """Ways to be refused: a passed test was refused that way inside a raises-block that matched."""

    name = "validations"
    code = "TG303"

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """Asserted validation paths of all validation paths."""
        return measure_exercises(self.name, Way.VALIDATION, stack, evidence, self._gap)

    def _gap(self, item: Exercise) -> Gap | None:
        if item.asserting:
            return None
        if item.tests:
            message = f"{item.label} is reached, and no passed test expects it in a raises-block"
            return Gap(self.name, item.line, message, item.label, item.path, NOT_ASSERTED)
        message = f"no passed test reaches {item.label}"
        return Gap(self.name, item.line, message, item.label, item.path, self.code)


validations = Validations()
