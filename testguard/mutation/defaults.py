"""Finding the expression of an input's default, and another value for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.mutation.code import Code
from testguard.mutation.source_operator import Site
from testguard.mutation.vocabulary import (
    other_network,
    other_region,
    other_word,
    weaker_instances,
)

WRONG = "-wrong"


def default_of(site: Site) -> ast.expr | None:
    """The expression of the default: the first one at or below the line that reads like it."""
    try:
        wanted = ast.unparse(ast.parse(site.default, mode="eval").body)
    except SyntaxError:
        return None
    found = [
        node
        for node in ast.walk(site.code.tree)
        if isinstance(node, ast.expr)
        and node.lineno >= site.line
        and ast.unparse(node) == wanted
        and _near(site.code, node, site.line)
    ]
    return min(found, key=lambda node: (node.lineno, node.col_offset), default=None)


def _near(code: Code, node: ast.expr, line: int) -> bool:
    """Whether the line belongs to the statement, or the signature, that holds the node."""
    for outer in code.around(node):
        if isinstance(outer, ast.stmt):
            return outer.lineno <= line <= (outer.end_lineno or outer.lineno)
    return False


def others(value: object) -> Iterator[object]:
    """Another valid value of the same kind, where one can be told."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str):
        yield from list(weaker_instances(value))[:1] or [
            other_word(value)
            or other_region(value)
            or ("/" in value and other_network(value))
            or f"{value}{WRONG}"
        ]
    elif isinstance(value, list | tuple | dict | set) and value:
        yield type(value)()
