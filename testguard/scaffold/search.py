"""Searching inputs that reach a validation path, on both sides of its boundary."""

from __future__ import annotations

from typing import Any

from testguard.plugin import Trial
from testguard.scaffold.bench import Bench
from testguard.scaffold.observe import Observed
from testguard.scaffold.plan import Gap, Refusal


def refusals(
    subject: Any, bench: Bench, trial: Trial, seen: Observed
) -> tuple[tuple[Refusal, ...], tuple[Gap, ...]]:
    del subject, bench, trial, seen
    return (), ()
