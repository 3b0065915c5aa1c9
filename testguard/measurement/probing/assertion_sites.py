"""The assertions of a test file that a run can be seen to execute."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

CALLS = re.compile(
    r"assert|assert[A-Z_]\w*|has_\w+|resource_\w+_is|template_matches|fail|failIf\w*"
)


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
    return CALLS.fullmatch(name) is not None
