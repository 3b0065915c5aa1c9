"""``testguard requirements``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from testguard import pipeline
from testguard.cli.graph import pairs_of
from testguard.cli.session import Session, config_from_option, session_options
from testguard.cli.targets import choose_targets, deliver, output_options

EPILOG = """\b
Examples:
  testguard requirements                        every stack module, as it is by default
  testguard requirements --stack prod           with the configuration of one stack
  testguard requirements --output-format markdown:requirements.md
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--stack", default="", metavar="NAME", help="The stack whose configuration is used.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Configuration; may be repeated."
)
@click.option(
    "--max-time", default=60.0, show_default=True, metavar="SECONDS", help="Limit of one build."
)
@config_from_option
@output_options
@session_options
def requirements(
    session: Session,
    *,
    paths: Sequence[Path],
    stack: str,
    settings: Sequence[str],
    max_time: float,
    ref: str,
    formats: tuple[str, ...],
    output_file: Path | None,
) -> int:
    """Hold stated requirements against the stacks: what holds, and what tests it.

    PATHS are stack modules or folders of them; without any, all that are found are built, on
    mocks: without a cloud, credentials or network. What takes longer than --max-time is not built,
    and named. Exits with 1 when a requirement is violated, or too few are tested.
    """
    config = session.config(ref=ref)
    targets = choose_targets(formats, output_file, pipeline.load(config).reporters)
    options = {"config": pairs_of(settings), "stack_name": stack, "seconds": max_time}
    report = pipeline.requirements(config, paths, options)
    deliver(report, targets, session)
    return report.exit_code
