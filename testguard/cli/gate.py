"""``testguard gate``."""

from __future__ import annotations

from pathlib import Path

import click

from testguard import pipeline
from testguard.cli.session import Session, session_options
from testguard.cli.targets import choose_targets, deliver, output_options

EPILOG = """\b
Examples:
  testguard gate
  testguard gate --merge shard-1/.testguard --merge shard-2/.testguard
  testguard gate --output-format text --output-format junit:gate.xml
"""


@click.command(epilog=EPILOG)
@click.option("--diff", default="", metavar="REF", help="Only findings on lines changed since REF.")
@click.option(
    "--merge",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Evidence of further runs, such as the shards of a CI job; repeat it for each.",
)
@output_options
@session_options
def gate(
    session: Session,
    *,
    diff: str,
    merge: tuple[Path, ...],
    formats: tuple[str, ...],
    output_file: Path | None,
) -> int:
    """Judge the recorded evidence again, without running a test.

    `pytest --testguard` leaves the evidence in .testguard/. The verdict is the one the run gave,
    by the thresholds that are configured now. Exits with 1 when a threshold is missed or a finding
    fails, and with 2 when there is no evidence.
    """
    config = session.config()
    targets = choose_targets(formats, output_file, pipeline.load(config).reporters)
    report = pipeline.gate(config, diff=diff, merge=merge)
    deliver(report, targets, session)
    return report.exit_code
