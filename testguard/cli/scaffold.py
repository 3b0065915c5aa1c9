"""``testguard scaffold``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from testguard.cli.files import remove, write_whole
from testguard.cli.graph import pairs_of
from testguard.cli.rules import tell_problems
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import ProgressLine, emit, say
from testguard.errors import ConfigError, ExitCode
from testguard.pipeline.integrating import integration_tests
from testguard.pipeline.requirement_tests import scaffold_requirements
from testguard.pipeline.scaffolding import KEPT, Order, Scaffold
from testguard.pipeline.scaffolding import scaffold as scaffolded

KINDS = ("defaults", "overrides", "validations", "resources")
METRICS = ("lines", "branches", "defaults", "overrides", "validations")
EPILOG = """\b
Examples:
  testguard scaffold lib/tap_stack.py                 show what would be written
  testguard scaffold lib/tap_stack.py --write
  testguard scaffold --missing --write                only what no test exercises yet
  testguard scaffold --survivors --write              only what no test would notice
  testguard scaffold --requirements --write           what the configuration requires
  testguard scaffold __main__.py --only validations --tests tests/unit
  testguard scaffold --integration --write            deploy the app to moto, run its functions
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Write the files. Without it a diff is shown.")
@click.option("--tests", "folder", default="", metavar="DIR", help="Where tests go.")
@click.option(
    "--only",
    "kinds",
    default="",
    metavar="KINDS",
    help="Some kinds of tests only: defaults, overrides, validations, resources, with commas.",
)
@click.option(
    "--missing", is_flag=True, help="Only what the recorded tests do not exercise, in a new file."
)
@click.option("--keep", is_flag=True, help="Leave test files alone in which nothing asserts.")
@click.option(
    "--survivors",
    is_flag=True,
    help="Only what no test noticed when `testguard mutate` made it wrong, in a new file.",
)
@click.option(
    "--integration",
    is_flag=True,
    help="Tests that deploy CDK apps to moto's CloudFormation, ask boto3 what exists, and run the"
    " Lambda functions; PATHS are apps, or stack modules of one.",
)
@click.option(
    "--requirements",
    "required",
    is_flag=True,
    help="Tests of the stated requirements that hold and that no passed test proves.",
)
@click.option(
    "--requirement",
    "ids",
    multiple=True,
    metavar="ID",
    help="A test of this requirement, whether it has one or not; may be repeated.",
)
@click.option("--stack", default="", metavar="NAME", help="The stack whose configuration is used.")
@click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Configuration; may be repeated."
)
@click.option(
    "--max-time", default=60.0, show_default=True, metavar="SECONDS", help="Limit of one build."
)
@session_options
def scaffold(
    session: Session,
    *,
    paths: Sequence[Path],
    write: bool,
    folder: str,
    kinds: str,
    missing: bool,
    keep: bool,
    survivors: bool,
    integration: bool,
    required: bool,
    ids: Sequence[str],
    stack: str,
    settings: Sequence[str],
    max_time: float,
) -> int:
    """Write tests for stack modules: plain pytest that passes on its first run.

    PATHS are stack modules or folders of them; without any, all that are found. The stack is
    built on mocks, by default and with one input after another overridden, and what was
    observed is what the tests assert. They are run before they are handed over, in a copy of
    the project: what does not pass is left out and named. Your code runs without credentials
    and without a network.

    No file that tests anything is changed. The stack's test files in which no test asserts give way
    to the new ones; --write keeps what they said in .testguard/replaced, and `testguard revive`
    shows beforehand which of their commented-out tests pass.

    With --requirements the tests are of another kind: each is marked with a requirement, and holds
    it against the system as its programs deploy it, or against the stack modules at PATHS.
    With --integration the tests deploy the app to moto, which stands in for AWS.
    """
    config = session.config()
    options = {"config": pairs_of(settings), "stack_name": stack, "seconds": max_time}
    stated = bool(required or ids)
    asked = {"--missing": missing, "--survivors": survivors, "--requirements": stated}
    _ask_one({**asked, "--integration": integration})
    if integration and (kinds or settings or stack):
        raise click.UsageError("--integration goes with --tests, --write and --max-time only")
    with ProgressLine("scaffolding", quiet=session.quiet) as progress:
        kinds_wanted = _kinds(kinds)
        order = Order(paths, folder, kinds_wanted, missing, survivors, keep, options, progress.step)
        if integration:
            done = integration_tests(config, order)
        elif stated:
            done = scaffold_requirements(config, order, ids)
        else:
            done = scaffolded(config, order)
    (_write if write else _show)(done, config.root)
    if not session.quiet:
        for line in _lines(done, write=write):
            say(line)
    status = tell_problems(done.problems)
    if stated:
        return status or (ExitCode.FAILED if done.left else ExitCode.PASSED)
    return status or (ExitCode.PASSED if done.drafts or missing or survivors else ExitCode.FAILED)


def _ask_one(questions: Mapping[str, object]) -> None:
    """Raise `UsageError` for questions of which each is an order of its own."""
    asked = [name for name, is_asked in questions.items() if is_asked]
    if len(asked) > 1:
        raise click.UsageError(f"{' and '.join(asked)} are two questions: ask one at a time")


def _write(done: Scaffold, root: Path) -> None:
    if done.replaced:
        write_whole(root / KEPT / ".gitignore", "*\n")
    for each in done.replaced:
        write_whole(root / KEPT / each.path, each.text)
    for draft in done.drafts:
        write_whole(root / draft.path, draft.text)
    for each in done.removed:
        remove(root / each.path)


def _show(done: Scaffold, root: Path) -> None:
    for draft in done.drafts:
        emit(done.diff(draft, root))
    for each in done.removed:
        emit(done.removal(each, root))


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(filter(None, (each.strip() for each in text.split(","))))
    wrong = [each for each in kinds if each not in KINDS]
    if wrong:
        raise ConfigError(
            f"--only {wrong[0]}: there is no such kind of tests", hint=", ".join(KINDS)
        )
    return kinds


def _lines(done: Scaffold, *, write: bool) -> Iterator[str]:
    for draft in done.drafts:
        yield f"{'wrote' if write else 'would write'} {draft.path}"
    for each in done.replaced:
        verb = "remove" if each in done.removed else "replace"
        done_to = {"remove": "removed", "replace": "replaced"}[verb] if write else f"would {verb}"
        kept = f"kept in {KEPT}/{each.path}" if write else "`testguard revive` tells which pass"
        yield f"{done_to} {each.path}: nothing in it asserts, {_count(each.tests)} ({kept})"
    if not done.drafts:
        yield "nothing to write"
    yield from _left_out(done)
    yield from _requirements(done)
    for path, after in done.after.items():
        yield f"{path}: {_figures(done.before.get(path, {}), after)}"
        for gap in after.get("gaps", ()):
            yield f"  left: {gap.get('path') or path}:{gap['line']} {gap['message']}"
    if done.drafts:
        yield f"{done.tests} tests pass; {done.seconds:.1f} s"


def _left_out(done: Scaffold) -> Iterator[str]:
    for lost in done.dropped:
        yield f"left out {lost.path}::{lost.test}: {_first_line(lost.error)}"
    for note in done.notes:
        yield f"left out {note}"
    for stray in done.strays:
        yield (
            f"left {stray.path} alone: nothing in it asserts, and it tests no stack module; "
            "`testguard scaffold --integration` writes tests of functions"
        )
    for plan in done.plans:
        for gap in plan.gaps:
            yield f"not exercised {gap.path}:{gap.line} {gap.what}: {_first_line(gap.why)}"


def _requirements(done: Scaffold) -> Iterator[str]:
    for id_, state in done.requirements.items():
        yield f"requirement {id_}: {state}"
    for id_, why in done.left.items():
        yield f"left without a test {id_}: {_first_line(why)}"


def _count(tests: int) -> str:
    return f"{tests} hollow test{'' if tests == 1 else 's'}"


def _figures(before: dict[str, Any], after: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {_figure(before, name)} -> {_figure(after, name)}"
        for name in METRICS
        if name in after.get("metrics", {})
    )


def _figure(stack: dict[str, Any], name: str) -> str:
    metric = stack.get("metrics", {}).get(name)
    return f"{metric['covered']}/{metric['total']}" if metric else "0"


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "no reason given")
