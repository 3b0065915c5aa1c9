"""``testguard report``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from testguard import pipeline, reporters
from testguard.cli.session import Session, session_options
from testguard.cli.targets import choose_targets, deliver, output_options
from testguard.cli.terminal import emit
from testguard.errors import ExitCode

SCHEMA = "report.schema.json"
EPILOG = """\b
Examples:
  testguard report
  testguard report --output-format markdown --output-file summary.md
  testguard report --schema > report.schema.json
"""


@click.command(epilog=EPILOG)
@click.option("--schema", is_flag=True, help="Only print the JSON Schema of --output-format json.")
@click.option(
    "--merge",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Evidence of further runs, in this folder or below; repeat it for each.",
)
@output_options
@session_options
def report(
    session: Session,
    *,
    schema: bool,
    merge: tuple[Path, ...],
    formats: tuple[str, ...],
    output_file: Path | None,
) -> int:
    """Print the report of the last test run in any format.

    It tells what `testguard gate` tells, and exits with 0 whatever the verdict is: for a summary
    in a CI job that fails elsewhere. Without evidence in .testguard/ it exits with 2.
    """
    if schema:
        if merge or formats or output_file:
            raise click.UsageError("--schema is printed by itself, without other options")
        emit((files(reporters) / SCHEMA).read_text(encoding="utf-8"))
        return ExitCode.PASSED
    config = session.config()
    targets = choose_targets(formats, output_file, pipeline.load(config).reporters)
    told = pipeline.gate(config, merge=merge)
    deliver(told, targets, session)
    return ExitCode.USAGE if told.exit_code == ExitCode.USAGE else ExitCode.PASSED
