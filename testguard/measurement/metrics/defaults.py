"""Defaults of a stack's inputs that a passed test left to be used."""

from __future__ import annotations

from testguard.measurement.exercises import measure_exercises
from testguard.model.evidence import Evidence, Exercise, Way
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule


class Defaults:
    """Inputs with a default: the default was used in a passed test."""

    name = "defaults"
    code = "TG301"

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """Used defaults of all defaults."""
        return measure_exercises(self.name, Way.DEFAULT, stack, evidence, self._gap)

    def _gap(self, item: Exercise) -> Gap | None:
        if item.tests:
            return None
        message = f"no passed test uses the default {item.label}"
        return Gap(
            self.name, item.line, message, item.label.partition(" = ")[0], item.path, self.code
        )


defaults = Defaults()
