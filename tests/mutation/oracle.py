"""A fresh process for one mutant: what a run by forks must agree with.

A resource mutant is tried through the tap; a source mutant has been written to a copy's disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from testguard.mutation.messages import Orders, Outcome, Trial
from testguard.mutation.taps import Taps
from testguard.mutation.trial import Trying
from testguard.mutation.worker import QUIET
from testguard.plugin import load_plugins


def main(job: Path) -> None:
    orders, trial = msgspec.json.decode(job.read_bytes(), type=tuple[Orders, Trial])
    root = Path(orders.root)
    taps = Taps.of(load_plugins([]).frameworks, root)
    taps.before_trial()
    taps.install()
    trying = Trying(trial, root, orders.stacks, taps)
    files = dict.fromkeys(test.partition("::")[0] for test in trial.tests)
    with trying.in_force():
        pytest.main([*QUIET, *(str(root / file) for file in files)], plugins=[trying])
    outcome: Outcome = trying.conclude()
    job.with_suffix(".out").write_bytes(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
