"""``testguard rules``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from testguard import pipeline
from testguard.cli.files import write_whole
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit, say
from testguard.config import Config
from testguard.errors import ExitCode
from testguard.gate.codes import GATE_CODES, below
from testguard.inspection.own_codes import OWN_CODES
from testguard.model.project import Problem
from testguard.model.rule import RuleInfo

EPILOG = """\b
Examples:
  testguard rules
  testguard rules --output-format markdown --output-file docs/rules.md
"""


@click.command(epilog=EPILOG)
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print the list.",
)
@click.option(
    "--output-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the list goes. Default: standard output.",
)
@session_options
def rules(session: Session, *, form: str, output_file: Path | None) -> int:
    """List the rules.

    Your own rules and those of plugins are among them.
    """
    infos, problems = known_rules(session.config())
    text = _FORMS[form](infos)
    if output_file is None:
        emit(text)
    else:
        write_whole(output_file, text)
    return tell_problems(problems)


def known_rules(config: Config) -> tuple[tuple[RuleInfo, ...], tuple[Problem, ...]]:
    """Everything that has a code, sorted by it, and what kept rules from being loaded."""
    plugins = pipeline.load(config)
    metrics = (below(metric.name, metric.code) for metric in plugins.metrics)
    infos = (*OWN_CODES, *GATE_CODES, *metrics, *(rule.info for rule in plugins.rules))
    by_code = {info.code: info for info in infos}
    return tuple(by_code[code] for code in sorted(by_code)), plugins.problems


def tell_problems(problems: Sequence[Problem]) -> int:
    """Say on standard error what was not loaded; the exit code."""
    for problem in problems:
        where = f"{problem.path}: " if problem.path else ""
        hint = f"\n  hint: {problem.hint}" if problem.hint else ""
        say(f"{'error' if problem.fatal else 'warning'}: {where}{problem.message}{hint}")
    return ExitCode.USAGE if any(each.fatal for each in problems) else ExitCode.PASSED


def as_data(info: RuleInfo) -> dict[str, object]:
    """A rule for machines."""
    return {
        "code": info.code,
        "name": info.name,
        "severity": info.severity.value,
        "summary": info.summary,
        "explanation": info.explanation,
        "bad": [{"path": each.path, "code": each.code} for each in info.bad],
        "good": [{"path": each.path, "code": each.code} for each in info.good],
        "origin": info.origin,
    }


def _text(infos: Sequence[RuleInfo]) -> str:
    rows = [(info.code, info.name, info.severity.value, info.summary) for info in infos]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        + "\n"
        for row in rows
    )


def _json(infos: Sequence[RuleInfo]) -> str:
    return json.dumps([as_data(info) for info in infos], indent=2, ensure_ascii=False) + "\n"


def _markdown(infos: Sequence[RuleInfo]) -> str:
    rows = [
        f"| {info.code} | {info.name} | {info.severity.value} | {_cell(info.summary)} |"
        for info in infos
    ]
    return "\n".join(["| code | name | severity | what |", "|---|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_FORMS: dict[str, Callable[[Sequence[RuleInfo]], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
}
