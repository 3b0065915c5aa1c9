"""Defaults chosen in code: ``x or d``, ``d if x is None else x``, ``if x is None: x = d``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from testguard.inspection.contracts.assignments import targets_of
from testguard.inspection.contracts.code import dotted, own_nodes
from testguard.inspection.contracts.draft import InputDraft, probe
from testguard.inspection.contracts.lookups import default_argument
from testguard.inspection.contracts.reach import Reached
from testguard.inspection.contracts.sources import Source, key_source, source_of
from testguard.model.contract import InputKind, Watch

LOOKED_UP = (InputKind.CONFIG, InputKind.CONTEXT, InputKind.ENVIRONMENT, InputKind.KEYWORD)


def choices(at: Reached) -> tuple[list[InputDraft], set[ast.AST]]:
    """The inputs chosen in one function, and the look-ups that are part of a choice."""
    drafts: list[InputDraft] = []
    consumed: set[ast.AST] = set()
    conditions = _conditions(at)
    for node in own_nodes(at.scope):
        if node in consumed or node in conditions:
            continue
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            found = list(_chain(node, at))
        elif isinstance(node, ast.IfExp):
            found = list(_conditional(node, at))
        elif isinstance(node, ast.If):
            stated = list(_statement(node, at))
            drafts += stated
            consumed |= _behind_names(node.test, at) if stated else set()
            continue
        else:
            continue
        if found:
            drafts += found
            consumed |= _part_of(node, at)
    return drafts, consumed


def _part_of(node: ast.expr, at: Reached) -> set[ast.AST]:
    parts = {child for child in ast.walk(node) if isinstance(child, ast.IfExp | ast.BoolOp)}
    return (
        parts
        | {
            child
            for child in ast.walk(node)
            if isinstance(child, ast.Call | ast.Subscript) and key_source(child, at)
        }
        | _behind_names(node, at)
    )


def _behind_names(node: ast.expr, at: Reached) -> set[ast.AST]:
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return {
        assignment.value
        for assignment in own_nodes(at.scope)
        if isinstance(assignment, ast.Assign | ast.AnnAssign)
        and any(dotted(target) in names for target in targets_of(assignment))
        and isinstance(assignment.value, ast.Call)
        and assignment.lineno < node.lineno
        and default_argument(assignment.value) is None
        and key_source(assignment.value, at)
    }


def _conditions(at: Reached) -> set[ast.AST]:
    tests = [
        node.test
        for node in own_nodes(at.scope)
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert)
    ]
    negated = [
        node.operand
        for node in own_nodes(at.scope)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    ]
    return {
        child
        for test in (*tests, *negated)
        for child in ast.walk(test)
        if isinstance(child, ast.BoolOp)
    }


def _chain(node: ast.BoolOp, at: Reached) -> Iterator[InputDraft]:
    sources = [source_of(value, at) for value in node.values]
    first = sources[0]
    if first is None and not any(sources[:-1]):
        return
    for value, source in zip(node.values[:-1], sources, strict=False):
        if source is not None and (source != first or value is not node.values[0]):
            yield _operand(value, source, at, Watch.TRUTHY)
    last, source = node.values[-1], sources[-1]
    owner = first or next(found for found in sources if found)
    start = node.values[sources.index(owner)]
    if source is not None:
        yield _operand(start, owner, at, Watch.TRUTHY)
        yield _operand(last, source, at, Watch.GIVEN)
        return
    yield InputDraft(
        owner.name,
        owner.kind,
        ast.unparse(last),
        at.code.path,
        node.lineno,
        given=probe(at.code, start, Watch.TRUTHY),
        used=probe(at.code, last, Watch.EVALUATED),
        subsumes=owner.name,
    )


def _operand(value: ast.expr, source: Source, at: Reached, watch: Watch) -> InputDraft:
    return InputDraft(
        source.name,
        source.kind,
        None,
        at.code.path,
        value.lineno,
        given=probe(at.code, value, watch),
        subsumes=source.name,
    )


def _conditional(node: ast.IfExp, at: Reached) -> Iterator[InputDraft]:
    tested, when_true = tested_input(node.test)
    if tested is None:
        return
    taken, other = (node.body, node.orelse) if when_true else (node.orelse, node.body)
    source = source_of(taken, at) or source_of(tested, at)
    if source is None or not _about(taken, tested):
        return
    other_source = source_of(other, at)
    if other_source is not None and other_source.kind in LOOKED_UP:
        yield _operand(taken, source, at, Watch.EVALUATED)
        yield _operand(other, other_source, at, Watch.EVALUATED)
        return
    yield InputDraft(
        source.name,
        source.kind,
        ast.unparse(other),
        at.code.path,
        node.lineno,
        given=probe(at.code, taken, Watch.EVALUATED),
        used=probe(at.code, other, Watch.EVALUATED),
        subsumes=source.name,
    )


def _about(taken: ast.expr, tested: ast.expr) -> bool:
    wanted = ast.unparse(tested)
    return any(
        ast.unparse(child) == wanted for child in ast.walk(taken) if isinstance(child, ast.expr)
    )


def tested_input(test: ast.expr) -> tuple[ast.expr | None, bool]:
    """The expression whose presence a condition asks for, and whether true means present."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and _is_none(test.comparators[0]):
        if isinstance(test.ops[0], ast.Is | ast.Eq):
            return test.left, False
        if isinstance(test.ops[0], ast.IsNot | ast.NotEq):
            return test.left, True
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner, present = tested_input(test.operand)
        return inner, not present
    if isinstance(test, ast.Name | ast.Attribute):
        return test, True
    return None, False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _statement(node: ast.If, at: Reached) -> Iterator[InputDraft]:
    tested, present = tested_input(node.test)
    source = source_of(tested, at) if tested is not None else None
    if tested is None or present or source is None or node.orelse:
        return
    by_none = isinstance(node.test, ast.Compare)
    default = _assigned(node, ast.unparse(tested))
    if default is None or source_of(default, at) is not None:
        return
    yield InputDraft(
        source.name,
        source.kind,
        ast.unparse(default),
        at.code.path,
        node.lineno,
        given=probe(at.code, tested, Watch.GIVEN if by_none else Watch.TRUTHY),
        used=probe(at.code, tested, Watch.MISSING if by_none else Watch.FALSY),
        subsumes=source.name,
    )


def _assigned(node: ast.If, name: str) -> ast.expr | None:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and dotted(statement.targets[0]) == name:
            return statement.value
    return None
