"""``testguard baseline``."""

from __future__ import annotations

import click

from testguard import pipeline
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit
from testguard.errors import ExitCode
from testguard.gate.baseline import BaselineEntry

EPILOG = """\b
Examples:
  testguard baseline                                  the first time: write it; later: shrink it
  testguard baseline --accept --reason "revived in May, see the tracker"
"""


@click.command(epilog=EPILOG)
@click.option("--accept", is_flag=True, help="Let new findings in, too.")
@click.option(
    "--reason", default="", metavar="TEXT", help="Why new findings are let in; it is kept."
)
@session_options
def baseline(session: Session, *, accept: bool, reason: str) -> int:
    """Write down the findings that are known, so that only new ones fail.

    The first run takes in everything. Later runs take out what is mended, and refuse new findings
    with exit code 1, unless --accept is given. What only a test run shows (TG5) is taken from the
    evidence in .testguard/: run `pytest --testguard` before.
    """
    if reason and not accept:
        raise click.UsageError("--reason says why new findings are let in: add --accept")
    change = pipeline.write_baseline(session.config(), accept=accept, reason=reason)
    if not session.quiet:
        lines = [f"+ {_line(entry)}" for entry in change.added if session.verbosity > 0]
        lines += [f"- {_line(entry)}" for entry in change.removed if session.verbosity > 0]
        counts = (
            f"{len(change.added)} added, {len(change.removed)} removed, {len(change.kept)} kept"
        )
        emit("\n".join([*lines, f"{change.path}: {counts}"]) + "\n")
    for entry in change.refused:
        emit(f"new: {_line(entry)}\n")
    if change.refused:
        emit(f"{len(change.refused)} new: mend them, or take them in with --accept --reason\n")
        return ExitCode.FAILED
    return ExitCode.PASSED


def _line(entry: BaselineEntry) -> str:
    return f"{entry.path}: {entry.code} {entry.message}"
