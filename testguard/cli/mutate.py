"""``testguard mutate``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from testguard import pipeline
from testguard.cli.files import write_whole
from testguard.cli.session import Session, session_options
from testguard.cli.targets import choose_targets, deliver, output_options
from testguard.cli.terminal import say
from testguard.mutation.run import Progress, Tally
from testguard.patterns import regex

_SHARD = regex(r"([1-9]\d*)/([1-9]\d*)")
_CLUSTER = regex(r"dask://[^/\s]+:\d+")
EPILOG = """\b
Examples:
  testguard mutate                             every stack module
  testguard mutate lib/tap_stack.py -j 2       one of them, in two warm processes
  testguard mutate --diff origin/main          what a change touches
  testguard mutate --shard 1/3                 one of three CI jobs; `testguard gate` merges them
  testguard mutate --max-time 600              what is left is tried next time
  testguard mutate --executor dask://ci:8786   on a cluster
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Warm processes that try mutants.",
)
@click.option(
    "--diff", default="", metavar="REF", help="Only what stands on lines changed since REF."
)
@click.option("--shard", default="", metavar="I/N", help="Only the I-th of N parts of all mutants.")
@click.option(
    "--max-time",
    type=click.FloatRange(min=0, min_open=True),
    default=float("inf"),
    metavar="SECONDS",
    help="Begin no mutant after so many seconds; what was tried is kept.",
)
@click.option(
    "--executor",
    default="",
    metavar="URL",
    help="Try mutants on a cluster of dask, dask://HOST:PORT, that sees the same files.",
)
@click.option(
    "--mutants",
    "mutants_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write every mutant in the mutation-testing-report-schema, for its viewers.",
)
@output_options
@session_options
def mutate(
    session: Session,
    *,
    paths: tuple[Path, ...],
    jobs: int,
    diff: str,
    shard: str,
    max_time: float,
    executor: str,
    mutants_file: Path | None,
    formats: tuple[str, ...],
    output_file: Path | None,
) -> int:
    """Break one thing after another in stacks, and see whether a test notices.

    Runs your tests, without credentials and without a network. Nothing is changed on disk. What
    was tried on the same code before is not tried again: it is kept in .testguard/. Exits with 1
    when a stack module's score is below its threshold `mutants`.
    """
    config = session.config([str(path) for path in paths])
    targets = choose_targets(formats, output_file, pipeline.load(config).reporters)
    plan = pipeline.Plan(jobs, diff, _shard(shard), max_time, _executor(executor))
    try:
        with progress_bar(quiet=session.quiet) as progress:
            report, run = pipeline.mutate(config, plan, progress, paths)
    except KeyboardInterrupt:
        say("\nwhat was tried is kept: the same command goes on from there")
        raise
    if mutants_file is not None:
        write_whole(mutants_file, pipeline.mutants_json(config, run))
    deliver(report, targets, session)
    return report.exit_code


def _shard(text: str) -> tuple[int, int] | None:
    """``2/3`` as numbers. Raises a usage error."""
    if not text:
        return None
    found = _SHARD.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise click.UsageError(f"--shard {text}: write I/N, such as 2/3")
    return int(found[1]), int(found[2])


def _executor(url: str) -> str:
    """``dask://host:port``. Raises a usage error."""
    if url and not _CLUSTER.fullmatch(url):
        raise click.UsageError(f"--executor {url}: write dask://HOST:PORT")
    return url


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """A bar with what is killed, what survived and the time left; only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _tally: None
        return
    columns = (
        TextColumn("mutating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[killed]} killed, {task.fields[survived]} survived"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("mutating", total=None, killed=0, survived=0)

        def show(tally: Tally) -> None:
            bar.update(
                task,
                total=tally.total,
                completed=tally.done,
                killed=tally.killed,
                survived=tally.survived,
            )

        yield show
