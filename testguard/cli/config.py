"""``testguard config``."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from testguard import pipeline
from testguard.cli.explanation import explain, explanation_data
from testguard.cli.rules import tell_problems
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit
from testguard.config import DEFAULT_BARS, Bar, Config, config_table, toml_value

DEFAULT = "default"
EPILOG = """\b
Examples:
  testguard config
  testguard config --explain        which stack modules and tests are found, and why they pair
"""


@click.command(epilog=EPILOG)
@click.option(
    "--explain",
    "wants_explanation",
    is_flag=True,
    help="Also show what is discovered: stack modules, suites, pairings, thresholds.",
)
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@session_options
def config(session: Session, *, wants_explanation: bool, form: str) -> int:
    """Show the configuration in force, and where each setting is written."""
    effective = session.config()
    project = pipeline.find(effective) if wants_explanation else None
    if form == "json":
        data = {"version": 1, **_data(effective)}
        if project is not None:
            data["discovered"] = explanation_data(project, effective)
        emit(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    else:
        emit("".join(f"{line}\n" for line in _lines(effective)))
        if project is not None:
            emit(explain(project, effective))
    return tell_problems(project.problems if project is not None else ())


def _lines(effective: Config) -> Iterator[str]:
    yield f"root: {effective.root}"
    yield f"configuration: {effective.file or 'none; `testguard init` writes one'}"
    yield ""
    settings = [
        (f"{key} = {toml_value(value)}", origin) for key, value, origin in _settings(effective)
    ]
    width = max(len(setting) for setting, _ in settings)
    for setting, origin in settings:
        yield f"{setting:<{min(width, 50)}}  # {origin}"


def _data(effective: Config) -> dict[str, object]:
    return {
        "root": str(effective.root),
        "file": effective.file,
        "settings": {
            key: {"value": toml_value(value), "origin": origin}
            for key, value, origin in _settings(effective)
        },
    }


def _settings(effective: Config) -> Iterator[tuple[str, object, str]]:
    for entry in config_table():
        value = getattr(effective, entry.field)
        if entry.field == "thresholds":
            yield from _thresholds(value)
        elif entry.field == "stack":
            for index, stack in enumerate(value):
                yield f"stack[{index}]", stack, stack.origin
        elif value or "table" not in entry.type:
            yield entry.key, value, effective.origin(entry.key) or DEFAULT


def _thresholds(bars: tuple[Bar, ...]) -> Iterator[tuple[str, object, str]]:
    for bar in {bar.name: bar for bar in (*DEFAULT_BARS, *bars)}.values():
        yield f"thresholds.{bar.name}", bar, bar.origin
