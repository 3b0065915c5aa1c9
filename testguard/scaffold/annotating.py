"""Annotations of generated code: there only where the repository writes them itself."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from testguard.model.project import Project

_CONFIGS = ("mypy.ini", ".mypy.ini", "pyrightconfig.json")
_TABLES = ("[tool.mypy", "[tool.pyright", "[tool.basedpyright", "[mypy")
_FUTURE = "from __future__ import annotations\n"


def annotates(project: Project, stacks: Iterable[str]) -> bool:
    """Whether a type checker is set up, or functions of the stack modules or tests are annotated.

    A repository without a function decides nothing: annotations stay.
    """
    root = project.root
    if any((root / name).exists() for name in _CONFIGS):
        return True
    if any(table in _read(root / name) for name in ("pyproject.toml", "setup.cfg")
           for table in _TABLES):  # fmt: skip
        return True
    stacks = list(stacks)
    suites = [suite for stack in stacks for suite in project.suites_of(stack)]
    functions = [each for path in (*stacks, *suites) for each in _functions(_read(root / path))]
    return not functions or any(map(_is_annotated, functions))


def bare(text: str) -> str:
    """A module without the annotations of its functions."""
    lines = text.splitlines(keepends=True)
    for first, start, last, end in sorted(_spans(ast.parse(text)), reverse=True):
        head, tail = lines[first - 1].encode()[:start], lines[last - 1].encode()[end:]
        lines[first - 1 : last] = [(head + tail).decode()]
    shown = "".join(lines)
    rest = [node for node in ast.walk(ast.parse(shown)) if isinstance(node, ast.AnnAssign)]
    return shown if rest else shown.replace(_FUTURE, "", 1)


def _functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _is_annotated(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return node.returns is not None or any(each.annotation for each in _arguments(node))


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.arg]:
    given = node.args
    yield from (*given.posonlyargs, *given.args, *given.kwonlyargs)
    yield from (each for each in (given.vararg, given.kwarg) if each is not None)


def _spans(tree: ast.Module) -> Iterator[tuple[int, int, int, int]]:
    """Line and byte of the beginning and the end of each annotation with its sign."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for each in _arguments(node):
            if each.annotation is not None:
                yield (
                    each.lineno,
                    each.col_offset + len(each.arg.encode()),
                    *_end(each.annotation),
                )
        if node.returns is not None:
            last, end = _end(node.returns)
            yield node.returns.lineno, node.returns.col_offset - len(" -> "), last, end


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
