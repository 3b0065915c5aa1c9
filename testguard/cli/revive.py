"""``testguard revive``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from testguard.cli.files import write_whole
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit, say
from testguard.errors import ExitCode
from testguard.pipeline.reviving import revived
from testguard.scaffold.files import diff

EPILOG = """\b
Examples:
  testguard revive                        show which commented-out tests pass
  testguard revive tests/unit --write     bring them back
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Bring them back. Without it a diff is shown.")
@session_options
def revive(session: Session, *, paths: Sequence[Path], write: bool) -> int:
    """Uncomment commented-out tests, run them, and keep those that pass.

    PATHS are test files or folders; without any, all of this repository. Each line gets the
    indentation it had before it was commented out. Tests run in a copy of the project, without
    credentials and without a network; those that fail stay comments, and their errors are listed.
    """
    config = session.config(list(map(str, paths)))
    found = revived(config, paths)
    for each in found:
        if each.tests and write:
            write_whole(config.root / each.draft.path, each.draft.text)
        elif each.tests:
            emit(diff(each.draft, config.root))
    for each in found if not session.quiet else ():
        for test in each.tests:
            say(f"{'revived' if write else 'passes'} {each.draft.path}::{test}")
        for lost in each.lost:
            say(f"fails {lost.path}::{lost.test}: {lost.error.strip().splitlines()[0]}")
    if not found and not session.quiet:
        say("no commented-out tests")
    return ExitCode.FAILED if any(each.lost for each in found) else ExitCode.PASSED
