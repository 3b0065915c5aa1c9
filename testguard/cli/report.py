"""``testguard report``."""

from __future__ import annotations

from importlib.resources import files

import click

from testguard import reporters
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit

SCHEMA = "report.schema.json"
EPILOG = """\b
Examples:
  testguard report --schema > report.schema.json
  testguard gate --output-format json       the report itself, from the recorded evidence
"""


@click.command(epilog=EPILOG)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of --output-format json.")
@session_options
def report(session: Session, *, schema: bool) -> int:
    """Print the JSON Schema of the reports.

    `check`, `gate` and `pytest --testguard` write reports of this shape.
    """
    del session
    if not schema:
        raise click.UsageError("say what to print: --schema")
    emit((files(reporters) / SCHEMA).read_text(encoding="utf-8"))
    return 0
