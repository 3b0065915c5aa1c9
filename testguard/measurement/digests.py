"""Which version of the code evidence is about: digests of stack modules, and the git commit."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from testguard.measurement.head import read_head
from testguard.model.evidence import Evidence, SuiteRun


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, whatever its line ends; "" where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def stale_stacks(evidence: Evidence, root: Path) -> frozenset[str]:
    """The stack modules whose files are not those the evidence was recorded for."""
    return frozenset(
        stack.path for stack in evidence.stacks if stack.digest != digest_of(root / stack.path)
    )


def fresh_runs(evidence: Evidence, root: Path) -> tuple[SuiteRun, ...]:
    """What ran of the suites whose files are still those that ran."""
    return tuple(run for run in evidence.runs if run.digest == digest_of(root / run.path))


def without(evidence: Evidence, stacks: Iterable[str]) -> Evidence:
    """The evidence with nothing about these stack modules."""
    gone = frozenset(stacks)
    kept = tuple(stack for stack in evidence.stacks if stack.path not in gone)
    return replace(evidence, stacks=kept)


def current_commit(root: Path) -> str:
    """The commit that is checked out at ``root``; "" without git, repository or commit."""
    known = read_head(root.resolve())
    if known:
        return known
    command = ["git", "rev-parse", "--verify", "--quiet", "HEAD"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
