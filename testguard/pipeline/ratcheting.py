"""Raise the thresholds to what the record reaches."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from testguard.config import Config
from testguard.gate.ratchet import Ratcheted, turn
from testguard.measurement.digests import stale_stacks
from testguard.measurement.recorded import recorded
from testguard.mutation.record import load as load_run
from testguard.pipeline.judging import prepared_for, verdict_on
from testguard.pipeline.loading import load


def ratchet(config: Config, *, merge: Iterable[Path] = (), **options: Any) -> Ratcheted:
    """Thresholds as high as what is reached; ``options`` are those of `turn`, such as a reason.

    Raises `EvidenceError` for evidence that must not set a threshold: none, of other files, of
    failed tests; and `ConfigError` for a configuration that cannot be changed.
    """
    evidence = recorded(config.root, merge)
    evidence = replace(evidence, mutation=load_run(config.root, merge))
    report = verdict_on(prepared_for(config, load(config)), evidence, command="gate")
    return turn(config, evidence, report, stale_stacks(evidence, config.root), **options)
