"""``testguard gate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from msgspec.structs import replace

from testguard import pipeline
from testguard.cli.files import write_whole
from testguard.cli.one_offs import fail_under_option, with_fail_under
from testguard.cli.session import Session, config_from_option, session_options
from testguard.cli.targets import choose_targets, deliver, output_options
from testguard.config import Config

STEADY = (
    "no threshold was changed: none can rise, and --allow-lower with --reason lowers those missed"
)
EPILOG = """\b
Examples:
  testguard gate
  testguard gate --merge shard-1 --merge shard-2      evidence of CI jobs, wherever it is
  testguard gate --config-from origin/main --diff origin/main
  testguard gate --update                             raise thresholds to what is reached
  testguard gate --update --allow-lower --reason "adopted with what there is"
  testguard gate --fail-under lines=80 --fail-under branches=0
  testguard gate --output-format text --output-format junit:gate.xml
"""


@click.command(epilog=EPILOG)
@click.option(
    "--diff",
    default="",
    metavar="REF",
    help="Only findings on lines changed since REF, and a test must execute those lines of stack "
    "modules. Thresholds hold as ever.",
)
@config_from_option
@click.option(
    "--update",
    is_flag=True,
    help="First raise thresholds in the configuration to what is reached; none is lowered.",
)
@click.option(
    "--allow-lower", is_flag=True, help="With --update: lower thresholds that are missed, too."
)
@click.option(
    "--reason", default="", metavar="TEXT", help="Why they are lowered; it is kept beside them."
)
@fail_under_option
@click.option(
    "--merge",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Evidence of further runs, such as the shards of a CI job, in this folder or below; "
    "repeat it for each.",
)
@output_options
@session_options
def gate(
    session: Session,
    *,
    diff: str,
    ref: str,
    update: bool,
    allow_lower: bool,
    reason: str,
    fail_under: tuple[str, ...],
    merge: tuple[Path, ...],
    formats: tuple[str, ...],
    output_file: Path | None,
) -> int:
    """Judge the recorded evidence again, without running a test.

    `pytest --testguard` leaves the evidence in .testguard/. The verdict is the one the run gave,
    by the thresholds that are configured now. Exits with 1 when a threshold is missed or a finding
    fails, and with 2 when there is no evidence.
    """
    others = {"--diff": diff, "--config-from": ref, "--fail-under": fail_under}
    _check_update(update, allow_lower, reason, others)
    config = with_fail_under(session.config(ref=ref), fail_under)
    targets = choose_targets(formats, output_file, pipeline.load(config).reporters)
    moves: tuple[str, ...] = ()
    if update:
        moves = _update(config, merge, allow_lower=allow_lower, reason=reason.strip())
        config = session.config()
    report = pipeline.gate(config, diff=diff, merge=merge)
    report = replace(report, notes=(*report.notes, *moves))
    deliver(report, targets, session)
    return report.exit_code


def _check_update(
    update: bool, allow_lower: bool, reason: str, others: Mapping[str, object]
) -> None:
    if allow_lower and not update:
        raise click.UsageError("--allow-lower says what --update may do: add --update")
    if allow_lower != bool(reason.strip()):
        raise click.UsageError("--allow-lower and --reason belong together: say why it is lowered")
    for option in (name for name, value in others.items() if update and value):
        raise click.UsageError(f"--update and {option} exclude each other")


def _update(
    config: Config, merge: tuple[Path, ...], *, allow_lower: bool, reason: str
) -> tuple[str, ...]:
    """Write the thresholds that move, and say which did."""
    new = pipeline.ratchet(config, merge=merge, allow_lower=allow_lower, reason=reason)
    if not new.moves:
        return (STEADY,)
    write_whole(new.file, new.text)
    return new.moves
