"""The assertions of a test file that a run can be seen to execute."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.suite.watched_calls import is_watched

DECIDING = (
    ast.If, ast.Try, ast.TryStar, ast.For, ast.AsyncFor, ast.While, ast.Match,
)  # fmt: skip
FAILING = frozenset({"fail", "xfail", "exit"})


def assertion_sites(tree: ast.AST) -> Iterator[ast.stmt]:
    """The statements that assert when they are reached.

    They are ``assert``; calls of assertion methods, awaited or not; and what decides whether the
    test fails: an ``if``, ``try``, loop or ``match`` one of whose blocks raises `AssertionError`
    or calls ``fail``.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and (_asserts(node) or _decides(node)):
            yield node


def _asserts(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and asserts(node.value))


def _decides(node: ast.stmt) -> bool:
    return isinstance(node, DECIDING) and any(_fails(each) for each in _directly_in(node))


def _directly_in(node: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from child.body


def _fails(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise):
        error = statement.exc
        return _name(error.func if isinstance(error, ast.Call) else error) == "AssertionError"
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and _name(call.func) in FAILING


def asserts(value: ast.expr) -> bool:
    """Whether an expression is a call of a function or method that is named like an assertion."""
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call):
        return False
    return is_watched(_name(call.func))


def _name(callee: ast.expr | None) -> str:
    return callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
