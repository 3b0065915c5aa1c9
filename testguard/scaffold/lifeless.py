"""Test files that hold nothing live: what they test is written anew in their place."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct


class Lifeless(Struct, frozen=True):
    """A test file without a statement that does anything; ``tests`` lie in its comments."""

    path: str
    text: str
    tests: int = 0


def lifeless(root: Path, commented: Mapping[str, int]) -> tuple[Lifeless, ...]:
    """Those of some test files that hold nothing live; ``commented`` counts their tests."""
    found = []
    for path, tests in commented.items():
        text = _read(root / path)
        if text is not None and is_lifeless(text):
            found.append(Lifeless(path, text, tests))
    return tuple(found)


def is_lifeless(text: str) -> bool:
    """Whether nothing but imports, docstrings and literals is left of a module."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return all(map(_is_idle, tree.body))


def _is_idle(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _is_literal(value)
        case ast.If(test=test, orelse=[]):
            return ast.unparse(test) == "__name__ == '__main__'"
    return False


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def named(files: Iterable[Lifeless]) -> frozenset[str]:
    """The paths of some files."""
    return frozenset(each.path for each in files)
