"""``testguard contract``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from testguard import pipeline
from testguard.cli.rules import tell_problems
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit
from testguard.model.contract import Contract, Input, Validation

EPILOG = """\b
Examples:
  testguard contract                       every stack module
  testguard contract lib/tap_stack.py      one of them
  testguard contract --output-format json
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@session_options
def contract(session: Session, *, paths: Sequence[Path], form: str) -> int:
    """Show what stack modules take and refuse: inputs, defaults and validation paths.

    PATHS are stack modules or folders of them; without any, all that are found. The code is
    read, never imported.
    """
    contracts, problems = pipeline.contracts(session.config(), paths)
    if form == "json":
        data = {"version": 1, "stacks": [_data(each) for each in contracts]}
        emit(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    else:
        emit("".join(f"{line}\n" for line in _lines(contracts)))
    return tell_problems(problems)


def _data(contract: Contract) -> dict[str, object]:
    return {
        "path": contract.path,
        "class": contract.class_name or None,
        "inputs": [
            {
                "name": item.name,
                "kind": item.kind.value,
                "default": item.default,
                "path": item.module,
                "line": item.line,
            }
            for item in contract.inputs
        ],
        "validations": [
            {
                "path": path.module,
                "line": path.line,
                "raises": path.raises,
                "message": path.message,
                "guard": path.guard,
                "inputs": list(path.inputs),
            }
            for path in contract.validations
        ],
    }


def _lines(contracts: Iterable[Contract]) -> Iterator[str]:
    for number, contract in enumerate(contracts):
        if number:
            yield ""
        yield f"{contract.path} {contract.class_name or '(program)'}"
        yield from _section("inputs", [_input(item) for item in contract.inputs])
        yield from _section("validations", [_validation(path) for path in contract.validations])


def _section(title: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"  {title}" if rows else f"  {title}: none"
    widths = (
        [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
        if rows
        else []
    )
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "    " + "  ".join([*cells, row[-1]]).rstrip()


def _input(item: Input) -> tuple[str, ...]:
    if item.default is not None:
        default = f"default {item.default}"
    else:
        default = "optional" if item.given or item.optional else "required"
    return f"{item.module}:{item.line}", item.kind.value, item.name, default


def _validation(path: Validation) -> tuple[str, ...]:
    about = f"reads {', '.join(path.inputs)}" if path.inputs else ""
    guard = f"if {path.guard}" if path.guard else "always"
    return f"{path.module}:{path.line}", path.raises, guard, about
