"""The assertions of a test file that a run can be seen to execute."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.suite.watched_calls import is_watched


def assertion_sites(tree: ast.AST) -> Iterator[ast.stmt]:
    """The statements that assert: ``assert``, and calls of assertion methods, awaited or not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and asserts(node.value)):
            yield node


def asserts(value: ast.expr) -> bool:
    """Whether an expression is a call of a function or method that is named like an assertion."""
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call):
        return False
    callee = call.func
    name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
    return is_watched(name)
