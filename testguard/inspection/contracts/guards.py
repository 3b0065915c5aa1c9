"""The conditions under which a statement runs, as text and as what they read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

from testguard.inspection.contracts.code import Function

MAX_GUARD = 300
OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ENDINGS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Guard(Struct, frozen=True):
    """One condition; ``reads`` are the expressions it depends on.

    ``test`` is the condition itself, where it is an expression.
    """

    text: str
    reads: tuple[ast.expr, ...]
    test: ast.expr | None = None


Guards = tuple[Guard, ...]


def guarded(body: list[ast.stmt], guards: Guards = ()) -> Iterator[tuple[ast.stmt, Guards]]:
    """Every statement of a block, and of the blocks inside it, with its guards.

    A ``raise`` that stands behind alternatives which all leave is guarded by their failing.
    """
    passed: list[Guard] = []
    for statement in body:
        if isinstance(statement, Function | ast.ClassDef):
            continue
        last_resort = isinstance(statement, ast.Raise) and not guards
        yield statement, (tuple(passed) if last_resort else guards)
        yield from _inside(statement, guards)
        if isinstance(statement, ast.If) and not statement.orelse and _leaves(statement.body):
            passed.append(condition(negated(statement.test)))


def _inside(statement: ast.stmt, guards: Guards) -> Iterator[tuple[ast.stmt, Guards]]:
    if isinstance(statement, ast.If):
        yield from guarded(statement.body, (*guards, condition(statement.test)))
        yield from guarded(statement.orelse, (*guards, condition(negated(statement.test))))
    elif isinstance(statement, ast.Match):
        for case in statement.cases:
            yield from guarded(case.body, (*guards, _case(statement, case)))
    else:
        for block in ("body", "orelse", "finalbody"):
            yield from guarded(getattr(statement, block, []), guards)
        for handler in getattr(statement, "handlers", []):
            yield from guarded(handler.body, (*guards, _caught(statement, handler)))


def condition(test: ast.expr) -> Guard:
    """The guard that ``test`` is true."""
    return Guard(ast.unparse(test), (test,), test)


def negated(test: ast.expr) -> ast.expr:
    """``not test``, in the plainest words that mean the same for any operands."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in OPPOSITES:
        opposite = ast.Compare(test.left, [OPPOSITES[type(test.ops[0])]()], test.comparators)
        return ast.copy_location(opposite, test)
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _leaves(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ENDINGS)


def _case(statement: ast.Match, case: ast.match_case) -> Guard:
    text = f"{ast.unparse(statement.subject)} matches {ast.unparse(case.pattern)}"
    reads = (statement.subject, *([case.guard] if case.guard else ()))
    return Guard(f"{text} and {ast.unparse(case.guard)}" if case.guard else text, reads)


def _caught(statement: ast.stmt, handler: ast.ExceptHandler) -> Guard:
    tried = tuple(
        child
        for each in getattr(statement, "body", [])
        for node in ast.walk(each)
        if not isinstance(node, ast.expr)
        for child in ast.iter_child_nodes(node)
        if isinstance(child, ast.expr)
    )
    kind = ast.unparse(handler.type) if handler.type is not None else "Exception"
    return Guard(f"{kind} is caught", tried)


def text_of(guards: Guards) -> str:
    """All guards in one line."""
    several = len(guards) > 1
    parts = (
        f"({each.text})" if several and isinstance(each.test, ast.BoolOp) else each.text
        for each in guards
    )
    return " and ".join(parts)[:MAX_GUARD]
