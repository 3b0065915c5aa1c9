"""The evidence that may be judged: all of it, and of the commit that is checked out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from testguard.errors import EvidenceError
from testguard.measurement.digests import current_commit, fresh_runs
from testguard.measurement.running import unfinished
from testguard.measurement.store import has_evidence, load
from testguard.model.evidence import Evidence, SuiteRun


def recorded(root: Path, others: Iterable[Path] = ()) -> Evidence:
    """All evidence of the commit that is checked out at ``root``, from there and from ``others``.

    Raises `EvidenceError` where there is none, it cannot be read, or is of another commit.
    """
    try:
        evidence = load(root, others)
    except EvidenceError as error:
        earlier = "".join(f"; {sentence}" for sentence in unfinished(root))
        raise EvidenceError(f"{error.message}{earlier}", hint=error.hint) from error
    checked_out = current_commit(root)
    if evidence.commit and checked_out and evidence.commit != checked_out:
        raise EvidenceError(
            f"the evidence was recorded at commit {evidence.commit}, and {checked_out} is "
            "checked out",
            hint="run `pytest --testguard` again",
        )
    return evidence


def recorded_runs(root: Path) -> tuple[SuiteRun, ...]:
    """What ran of the suites whose files are still those that ran; nothing without evidence.

    Raises `EvidenceError` for evidence that cannot be read.
    """
    return fresh_runs(load(root), root) if has_evidence(root) else ()
