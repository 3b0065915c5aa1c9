"""Validation paths: every ``raise`` with its guard, asserts, annotations, required config keys."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.code import Function, constant_text, dotted
from testguard.inspection.contracts.draft import ValidationDraft, probe
from testguard.inspection.contracts.reach import Reached, validated_fields
from testguard.inspection.contracts.sources import (
    args_class,
    assignment_to,
    is_config,
    key_source,
    parameters,
    source_of,
)
from testguard.model.contract import Watch

MAX_GUARD = 300


def validations(at: Reached) -> Iterator[ValidationDraft]:
    """The ways in which one function refuses its inputs, in source order."""
    for statement, guards in _statements(getattr(at.scope, "body", []), ()):
        if isinstance(statement, ast.Raise) and statement.exc is not None:
            if not _abstract(statement.exc):
                yield _raise(statement, guards, at)
        elif isinstance(statement, ast.Assert):
            yield _assert(statement, guards, at)
        else:
            yield from _calls(statement, guards, at)


def _statements(
    body: list[ast.stmt], guards: tuple[ast.expr, ...]
) -> Iterator[tuple[ast.stmt, tuple[ast.expr, ...]]]:
    for statement in body:
        if isinstance(statement, Function | ast.ClassDef):
            continue
        yield statement, guards
        if isinstance(statement, ast.If):
            yield from _statements(statement.body, (*guards, statement.test))
            negated = ast.UnaryOp(ast.Not(), statement.test)
            yield from _statements(statement.orelse, (*guards, negated))
            continue
        for block in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, block, []), guards)
        for handler in getattr(statement, "handlers", []):
            caught = (handler.type,) if handler.type is not None else ()
            yield from _statements(handler.body, (*guards, *caught))
        for case in getattr(statement, "cases", []):
            yield from _statements(case.body, (*guards, statement.subject))  # type: ignore[attr-defined]


def _abstract(raised: ast.expr) -> bool:
    callee = raised.func if isinstance(raised, ast.Call) else raised
    return dotted(callee) in ("NotImplementedError", "StopIteration", "SystemExit")


def _raise(statement: ast.Raise, guards: tuple[ast.expr, ...], at: Reached) -> ValidationDraft:
    raised = statement.exc
    callee = raised.func if isinstance(raised, ast.Call) else raised
    arguments = raised.args if isinstance(raised, ast.Call) else []
    return _draft(statement, dotted(callee) or "Exception", _message(arguments, at), guards, at)


def _assert(statement: ast.Assert, guards: tuple[ast.expr, ...], at: Reached) -> ValidationDraft:
    negated = ast.UnaryOp(ast.Not(), statement.test)
    message = _message([statement.msg] if statement.msg else [], at)
    found = _draft(statement, "AssertionError", message, (*guards, negated), at)
    return ValidationDraft(
        found.module,
        found.line,
        found.raises,
        found.message,
        found.guard,
        found.inputs,
        probe(at.code, statement.test, Watch.FALSY),
    )


def _calls(
    statement: ast.stmt, guards: tuple[ast.expr, ...], at: Reached
) -> Iterator[ValidationDraft]:
    for call in _expressions(statement):
        callee = call.func
        if not isinstance(callee, ast.Attribute):
            continue
        if callee.attr in ("add_error", "add_error_v2"):
            message = _message(call.args[-1:], at)
            yield _draft(statement, "Annotations.add_error", message, guards, at)
        elif callee.attr == "add_validation" and _ends_with_node(callee.value):
            yield _draft(statement, "node.add_validation", ast.unparse(call)[:80], guards, at)
        elif callee.attr.startswith("require") and is_config(callee.value, at):
            key = constant_text(call.args[0]) if call.args else ""
            yield _draft(
                statement, "pulumi.ConfigMissingError", f"config key {key}", guards, at, key
            )


def _expressions(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls a statement makes itself, not those of the blocks inside it."""
    stack: list[ast.AST] = [
        child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)
    ]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.ExceptHandler | ast.match_case | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        stack.extend(ast.iter_child_nodes(node))


def _ends_with_node(value: ast.expr) -> bool:
    return dotted(value).rpartition(".")[2] == "node" or (
        isinstance(value, ast.Attribute) and value.attr == "node"
    )


def _draft(
    statement: ast.stmt,
    raises: str,
    message: str,
    guards: tuple[ast.expr, ...],
    at: Reached,
    key: str | None = None,
) -> ValidationDraft:
    guard = " and ".join(_unparse(test, len(guards) > 1) for test in guards)
    names = (key,) if key else tuple(dict.fromkeys(_inputs(guards, at)))
    site = probe(at.code, statement, Watch.REACHED)
    return ValidationDraft(
        at.code.path, statement.lineno, raises, message, guard[:MAX_GUARD], names, site
    )


def _unparse(test: ast.expr, several: bool) -> str:
    text = ast.unparse(test)
    return f"({text})" if several and isinstance(test, ast.BoolOp) else text


def _message(arguments: list[ast.expr], at: Reached) -> str:
    if not arguments:
        return ""
    value = arguments[0]
    if isinstance(value, ast.Name):
        value = assignment_to(value.id, at.scope, value) or value
    text = constant_text(value)
    if text is not None:
        return text
    if isinstance(value, ast.JoinedStr):
        return "".join(_piece(piece) for piece in value.values)
    return ast.unparse(value)


def _piece(piece: ast.expr) -> str:
    text = constant_text(piece)
    return text if text is not None else ast.unparse(piece).removeprefix("f").strip("'\"")


def _inputs(guards: tuple[ast.expr, ...], at: Reached) -> Iterator[str]:
    """The inputs that guards read, directly, through local names, or through the caller."""
    for name in validated_fields(at):
        yield f"{at.owner_name}.{name}"
    for guard in guards:
        for node in ast.walk(guard):
            if isinstance(node, ast.Attribute | ast.Name | ast.Call | ast.Subscript):
                yield from _read(node, at, 0)


def _read(node: ast.expr, at: Reached, depth: int) -> Iterator[str]:
    if isinstance(node, ast.Call | ast.Subscript):
        keyed = key_source(node, at)
        if keyed is not None:
            yield keyed.name
        return
    if validated_fields(at) or (isinstance(node, ast.Name) and args_class(node, at)):
        return
    source = source_of(node, at)
    if source is not None:
        yield source.name
        return
    if depth > 3 or not isinstance(node, ast.Name):  # noqa: PLR2004
        return
    if node.id in parameters(at.scope):
        bound, caller = at.bindings.get(node.id), at.caller
        values, home = ([bound] if bound is not None else []), caller or at
    else:
        assigned = assignment_to(node.id, at.scope, node)
        values, home = ([assigned] if assigned is not None else []), at
    for value in values:
        for child in ast.walk(value):
            if isinstance(child, ast.Attribute | ast.Name | ast.Call | ast.Subscript):
                yield from _read(child, home, depth + 1)
