"""Finding the statement that refuses, and the guard it stands behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.mutation.code import Code, Function
from testguard.mutation.source_operator import Site


def refusal_of(site: Site) -> ast.stmt | None:
    """The ``raise``, ``assert`` or call that refuses at the line."""
    return site.code.statement_at(site.line)


def guard_of(site: Site) -> ast.expr | None:
    """The condition under which it refuses (or not, for ``assert``); None where it has none."""
    refusal = refusal_of(site)
    if refusal is None:
        return None
    if isinstance(refusal, ast.Assert):
        return refusal.test
    for outer in site.code.around(refusal):
        if isinstance(outer, Function | ast.ClassDef):
            return None
        if isinstance(outer, ast.If):
            return outer.test
    return None


def limits_of(site: Site) -> Iterator[ast.Constant]:
    """The numbers that the guard compares with, or that a field's constraint gives."""
    guard = guard_of(site)
    compared = (
        [each for node in ast.walk(guard) if isinstance(node, ast.Compare)
         for each in (node.left, *node.comparators)]
        if guard is not None
        else _constraints(site.code, site.line)
    )  # fmt: skip
    for each in compared:
        if isinstance(each, ast.Constant) and type(each.value) in (int, float):
            yield each


def _constraints(code: Code, line: int) -> list[ast.expr]:
    statement = code.statement_at(line)
    if not isinstance(statement, ast.AnnAssign):
        return []
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    named = {"ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of"}
    by_name = [word.value for call in calls for word in call.keywords if word.arg in named]
    positional = [
        call.args[0]
        for call in calls
        if call.args and ast.unparse(call.func).rpartition(".")[2] in {*named, "min_len", "max_len"}
    ]
    return [*by_name, *positional]
