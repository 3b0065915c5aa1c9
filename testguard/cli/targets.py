"""Where reports go: ``--output-format FORMAT[:FILE]`` and ``--output-file``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from msgspec import Struct

from testguard.cli.files import write_whole
from testguard.cli.session import Session
from testguard.cli.terminal import emit, say
from testguard.config.document import nearest
from testguard.errors import TestguardError
from testguard.model.verdict import Report
from testguard.plugin import Reporter, Style

DEFAULT = "text"
STDOUT = "-"
Command = Callable[..., int]


class Target(Struct, frozen=True):
    """A report format and the file it goes to; no file is standard output."""

    reporter: Reporter
    file: Path | None = None

    def deliver(self, report: Report, session: Session) -> None:
        """Render the report and write it."""
        if self.file is None:
            emit(self.reporter.render(report, session.style(sys.stdout)))
        else:
            write_whole(self.file, self.reporter.render(report, Style()))


def output_options(command: Command) -> Command:
    """Add ``--output-format`` and ``--output-file``: ``formats`` and ``output_file``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def choose_targets(
    formats: Sequence[str], file: Path | None, reporters: Sequence[Reporter]
) -> tuple[Target, ...]:
    """The targets that the options name.

    ``formats`` are ``FORMAT`` or ``FORMAT:FILE``; ``file`` is for the one without a file of its
    own. Raises `TestguardError` for unknown formats and for two reports in one place.
    """
    pairs = [_split(each) for each in formats or [DEFAULT]]
    if file is not None:
        pairs = _with_file(pairs, file)
    known = {reporter.name: reporter for reporter in reporters}
    targets = tuple(Target(_reporter(name, known), place) for name, place in pairs)
    _refuse_shared_places(targets)
    return targets


def deliver(report: Report, targets: Sequence[Target], session: Session) -> None:
    """Write every report; where none goes to the screen, say the verdict and where they are."""
    for target in targets:
        target.deliver(report, session)
    files = [str(target.file) for target in targets if target.file]
    if len(files) == len(targets) and not session.quiet:
        say(f"testguard {report.command}: {report.outcome}; report in {', '.join(files)}")


def _split(text: str) -> tuple[str, Path | None]:
    name, colon, file = text.partition(":")
    if colon and not file:
        raise TestguardError(f"--output-format {text} names no file after the colon")
    return name, Path(file) if file and file != STDOUT else None


def _with_file(pairs: list[tuple[str, Path | None]], file: Path) -> list[tuple[str, Path | None]]:
    homeless = [name for name, place in pairs if place is None]
    if len(homeless) != 1:
        raise TestguardError(
            f"--output-file {file} is for one report, and {len(homeless)} have no file",
            hint="give each its own: --output-format FORMAT:FILE",
        )
    own = None if str(file) == STDOUT else file
    return [(name, place or own) for name, place in pairs]


def _reporter(name: str, known: dict[str, Reporter]) -> Reporter:
    if name not in known:
        raise TestguardError(f"unknown report format {name!r}", hint=nearest(name, known))
    return known[name]


def _refuse_shared_places(targets: Sequence[Target]) -> None:
    taken: dict[Path | None, str] = {}
    for target in targets:
        place = target.file.resolve() if target.file else None
        if place in taken:
            raise TestguardError(
                f"{taken[place]} and {target.reporter.name} would both go to "
                f"{target.file or 'standard output'}",
                hint=f"give each a file: --output-format {target.reporter.name}:FILE",
            )
        taken[place] = target.reporter.name


_OPTIONS = (
    click.option(
        "--output-format",
        "formats",
        multiple=True,
        metavar="FORMAT[:FILE]",
        help="text, json, sarif, github, gitlab, junit, markdown, or one that a plugin brings. "
        "Repeat it with files for several at once.  [default: text]",
    ),
    click.option(
        "--output-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Where the report goes. Default: standard output.",
    ),
)
