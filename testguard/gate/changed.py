"""How many of the lines that a change touches the tests executed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

from testguard.config.bars import CHANGED_LINES
from testguard.errors import UnreadableSource
from testguard.gate.codes import CHANGED_UNCOVERED
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule
from testguard.syntax import read_source


def measure_changed(
    root: Path, stack: StackModule, evidence: Evidence, lines: Collection[int]
) -> Measurement | None:
    """Executed ones of the statements that the changed ``lines`` of a stack module belong to.

    A line in the middle of a statement stands for the statement. Gives None where no changed line
    is part of one: comments, blank lines, docstrings.
    """
    found = evidence.of(stack.path)
    if found is None or not found.measured:
        none = Measurement(CHANGED_LINES, stack.path, 0, 0, recorded=False)
        return none if lines else None
    starts = statement_starts(_source(root / stack.path))
    changed = {line if line in found.lines else starts.get(line, line) for line in lines}
    changed &= found.lines
    if not changed:
        return None
    covered = changed & found.executed
    gaps = tuple(_gaps(found, changed - covered))
    return Measurement(CHANGED_LINES, stack.path, len(covered), len(changed), gaps=gaps)


def statement_starts(text: str) -> dict[int, int]:
    """The first line of the statement that each line of Python source is part of.

    A block is not part of the statement above it, and a comment on a line of its own is part of
    none. Source that cannot be parsed has no statements.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    rows = text.split("\n")
    starts: dict[int, int] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt | ast.excepthandler):
            continue
        for decorator in getattr(node, "decorator_list", ()):
            starts |= dict.fromkeys(_lines(decorator), decorator.lineno)
        block = getattr(node, "body", None) or getattr(node, "cases", None)
        header = range(node.lineno, _first(block[0])) if block else _lines(node)
        own = (line for line in header if not block or _is_code(rows[line - 1]))
        starts |= dict.fromkeys(own, node.lineno)
    return starts


def _lines(node: ast.stmt | ast.excepthandler | ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _first(node: ast.AST) -> int:
    """The line on which a block begins."""
    if isinstance(node, ast.match_case):
        return node.pattern.lineno
    decorators = getattr(node, "decorator_list", None) or [node]
    return int(decorators[0].lineno)


def _is_code(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")


def _source(path: Path) -> str:
    try:
        return read_source(path)
    except UnreadableSource:
        return ""


def _gaps(found: StackEvidence, missing: Collection[int]) -> Iterator[Gap]:
    """One gap per run of changed statements with no other statement in between."""
    for missed, run in groupby(sorted(found.lines), key=missing.__contains__):
        if missed:
            first, *rest = run
            span = f"changed lines {first}-{rest[-1]}" if rest else f"changed line {first}"
            message = f"no test executes {span}"
            yield Gap(CHANGED_LINES, first, message, code=CHANGED_UNCOVERED.code)
