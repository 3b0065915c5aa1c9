"""How many of the lines that a change touches the tests executed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from itertools import groupby
from pathlib import Path

from testguard.config.bars import CHANGED_LINES
from testguard.errors import UnreadableSource
from testguard.gate.codes import CHANGED_UNCOVERED
from testguard.gate.diff import added_lines
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import StackModule
from testguard.syntax import read_source


class ChangedLines:
    """Executed ones of the statements that were added or changed since a git ref.

    A line in the middle of a statement stands for the statement. Comments, blank lines and
    docstrings are part of none. Raises `GitError` where git does not know the ref.
    """

    name = CHANGED_LINES
    code = CHANGED_UNCOVERED.code

    def __init__(self, root: Path, ref: str) -> None:
        self._root = root
        self._added = added_lines(root, ref)

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """Of all changed statements of the module; one that has none has nothing to reach."""
        found = evidence.of(stack.path)
        lines = self._added.get(stack.path, frozenset())
        if not lines:
            return Measurement(self.name, stack.path, 0, 0)
        if found is None or not found.measured:
            return Measurement(self.name, stack.path, 0, 0, recorded=False)
        starts = statement_starts(_source(self._root / stack.path))
        changed = {line if line in found.lines else starts.get(line, line) for line in lines}
        changed &= found.lines
        covered = changed & found.executed
        gaps = tuple(_gaps(found, changed - covered))
        return Measurement(self.name, stack.path, len(covered), len(changed), gaps=gaps)


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
