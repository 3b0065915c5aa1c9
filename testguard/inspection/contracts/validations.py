"""Validation paths: every ``raise`` with its guard, asserts, annotations, required config keys."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.assignments import assignment_to
from testguard.inspection.contracts.code import constant_text, dotted
from testguard.inspection.contracts.draft import ValidationDraft, probe
from testguard.inspection.contracts.guards import Guards, condition, guarded, negated, text_of
from testguard.inspection.contracts.reach import Reached, target_of
from testguard.inspection.contracts.reading import inputs_of, is_about_inputs, is_settled
from testguard.inspection.contracts.sources import (
    is_config,
    key_source,
    parameters,
    source_of,
)
from testguard.model.contract import Watch

EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit"})
NO_REFUSALS = frozenset({"NotImplementedError", "StopIteration", "AttributeError"})


def validations(at: Reached) -> Iterator[ValidationDraft]:
    """The ways in which one function refuses its inputs, in source order."""
    if at.caller is not None and always_fails(at.scope):
        return
    required: list[tuple[str, Guards]] = []
    for statement, guards in guarded(getattr(at.scope, "body", [])):
        if is_settled(guards, at):
            continue
        if isinstance(statement, ast.Raise):
            yield from _raise(statement, guards, at)
        elif isinstance(statement, ast.Assert):
            yield from _assert(statement, guards, at)
        else:
            yield from _calls(statement, guards, at)
            yield from _required(statement, guards, at, required)


def always_fails(scope: ast.AST) -> bool:
    """Whether a function does nothing but raise: then each call of it is the path."""
    body = list(getattr(scope, "body", []))
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    simple = ast.Assign | ast.AnnAssign | ast.Expr
    return (
        bool(body)
        and isinstance(body[-1], ast.Raise)
        and all(isinstance(each, simple) for each in body[:-1])
    )


def _raise(statement: ast.Raise, guards: Guards, at: Reached) -> Iterator[ValidationDraft]:
    raised = statement.exc
    if raised is None:
        return
    callee = raised.func if isinstance(raised, ast.Call) else raised
    name = dotted(callee) or "Exception"
    if name in NO_REFUSALS or not is_about_inputs(guards, at):
        return
    arguments = raised.args if isinstance(raised, ast.Call) else []
    yield _draft(statement, name, _message(arguments, at), guards, at)


def _assert(statement: ast.Assert, guards: Guards, at: Reached) -> Iterator[ValidationDraft]:
    """An assert that reads no input only tells a type checker what is known."""
    if _narrows(statement, guards, at):
        return
    guards = (*guards, condition(negated(statement.test)))
    if inputs_of(guards, at):
        message = _message([statement.msg] if statement.msg else [], at)
        yield _draft(statement, "AssertionError", message, guards, at, watched=statement.test)


def _narrows(statement: ast.Assert, guards: Guards, at: Reached) -> bool:
    """Whether ``assert x is not None`` is about what the code itself made, or has checked."""
    test = statement.test
    presence = (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.IsNot)
        and isinstance(test.comparators[0], ast.Constant)
    )
    if not presence or statement.msg is not None:
        return False
    tested = test.left  # type: ignore[attr-defined]
    passed = isinstance(tested, ast.Attribute) or dotted(tested) in parameters(at.scope)
    return bool(guards) or not passed or source_of(tested, at) is None


def _calls(statement: ast.stmt, guards: Guards, at: Reached) -> Iterator[ValidationDraft]:
    for call in _expressions(statement):
        name = at.code.qualify(call.func)
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method in ("add_error", "add_error_v2"):
            yield _draft(
                statement, "Annotations.add_error", _message(call.args[-1:], at), guards, at
            )
        elif method == "add_validation" and _ends_with_node(call.func.value):  # type: ignore[attr-defined]
            yield _draft(statement, "node.add_validation", ast.unparse(call)[:80], guards, at)
        elif name in EXITS and guards and is_about_inputs(guards, at):
            yield _draft(statement, "SystemExit", _message(call.args, at), guards, at)
        elif isinstance(statement, ast.Expr) and statement.value is call:
            yield from _failing(statement, call, guards, at)


def _failing(
    statement: ast.stmt, call: ast.Call, guards: Guards, at: Reached
) -> Iterator[ValidationDraft]:
    """The call of a function that always raises."""
    target = target_of(at, call)
    if target is None or not always_fails(target[1]) or not is_about_inputs(guards, at):
        return
    raised = target[1].body[-1].exc  # type: ignore[attr-defined]
    callee = raised.func if isinstance(raised, ast.Call) else raised
    yield _draft(statement, dotted(callee) or "Exception", _message(call.args, at), guards, at)


def _required(
    statement: ast.stmt, guards: Guards, at: Reached, seen: list[tuple[str, Guards]]
) -> Iterator[ValidationDraft]:
    """The config keys a statement requires, unless a requirement before has refused already."""
    for call in _expressions(statement):
        callee = call.func
        if not (isinstance(callee, ast.Attribute) and callee.attr.startswith("require")):
            continue
        source = key_source(call, at) if is_config(callee.value, at) else None
        if source is None:
            continue
        texts = text_of(guards)
        if any(name == source.name and texts.startswith(text_of(old)) for name, old in seen):
            continue
        seen.append((source.name, guards))
        yield ValidationDraft(
            at.code.path,
            call.lineno,
            "pulumi.ConfigMissingError",
            f"config key {source.name}",
            texts,
            (source.name,),
            probe(at.code, call, Watch.MISSING),
        )


def _expressions(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls a statement makes itself, in source order, not those of the blocks inside it."""
    stack: list[ast.AST] = [
        child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)
    ][::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.ExceptHandler | ast.match_case | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _ends_with_node(value: ast.expr) -> bool:
    return dotted(value).rpartition(".")[2] == "node" or (
        isinstance(value, ast.Attribute) and value.attr == "node"
    )


def _draft(
    statement: ast.stmt,
    raises: str,
    message: str,
    guards: Guards,
    at: Reached,
    watched: ast.expr | None = None,
) -> ValidationDraft:
    site = (
        probe(at.code, watched, Watch.FALSY)
        if watched is not None
        else probe(at.code, statement, Watch.REACHED)
    )
    return ValidationDraft(
        at.code.path,
        statement.lineno,
        raises,
        message,
        text_of(guards),
        inputs_of(guards, at),
        site,
    )


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
