"""What plain names of a scope are set to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from testguard.inspection.contracts.code import dotted, own_nodes


def assignment_to(
    name: str, scope: ast.AST, before: ast.expr, *, parts: bool = False
) -> ast.expr | None:
    """The value last assigned to a plain name in a scope, in the source above ``before``.

    With ``parts`` also the value that the name is but a part or an item of.
    """
    found = None
    for place, value, whole in _assignments(scope).get(name, ()):
        if place <= (before.lineno, before.col_offset) and (whole or parts):
            found = value
    return found


Assignment = tuple[tuple[int, int], ast.expr, bool]


@lru_cache(maxsize=2048)
def _assignments(scope: ast.AST) -> dict[str, list[Assignment]]:
    """Every value that a scope gives to a plain name, where, and whether as a whole."""
    found: dict[str, list[Assignment]] = {}
    for node in own_nodes(scope):
        value = getattr(node, "iter", None) or getattr(node, "value", None)
        if not isinstance(value, ast.expr):
            continue
        behind = (value.end_lineno or value.lineno, value.end_col_offset or value.col_offset)
        place = (0, 0) if isinstance(node, ast.comprehension) else behind
        for name, whole in _assigned(node):
            found.setdefault(name, []).append((place, value, whole))
    return found


def _assigned(node: ast.AST) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        for target in targets_of(node):
            if isinstance(target, ast.Tuple | ast.List):
                yield from ((name, False) for name in _names_in(target))
            else:
                yield dotted(target), True
    elif isinstance(node, ast.NamedExpr):
        yield node.target.id, True
    elif isinstance(node, ast.For | ast.comprehension):
        yield from ((name, False) for name in _names_in(node.target))


def _names_in(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def targets_of(assignment: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    """What an assignment sets."""
    if isinstance(assignment, ast.AnnAssign):
        return [assignment.target]
    return assignment.targets
