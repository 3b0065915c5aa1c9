"""Which inputs a guard reads, and whether a test could bring it about at all."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from testguard.inspection.contracts.assignments import assignment_to
from testguard.inspection.contracts.choices import tested_input
from testguard.inspection.contracts.code import constant_text, own_nodes
from testguard.inspection.contracts.guards import Guards
from testguard.inspection.contracts.reach import Reached, validated_fields
from testguard.inspection.contracts.sources import (
    END,
    ENVIRONMENT_GETTERS,
    args_class,
    key_source,
    parameters,
    source_of,
)

MAX_STEPS = 5
READING = ast.Attribute | ast.Name | ast.Call | ast.Subscript | ast.Compare
RESOURCES = ("aws_cdk", "constructs", "pulumi")
NO_RESOURCES = ("Config", "Output")


def inputs_of(guards: Guards, at: Reached) -> tuple[str, ...]:
    """The inputs that guards read, directly, through local names, or through the caller."""
    names = [f"{at.owner_name}.{name}" for name in validated_fields(at)]
    for guard in guards:
        for read in guard.reads:
            names += _within(read, at, 0)
    return tuple(dict.fromkeys(names))


def is_about_inputs(guards: Guards, at: Reached) -> bool:
    """Whether a test can bring a refusal about: by an input, or by what the code reads itself.

    In a function that is called with nothing but literals and resources of the stack's own, and
    behind a guard that only looks at such resources, it cannot.
    """
    if inputs_of(guards, at):
        return True
    if at.owner is None and at.caller is not None:
        return _is_fed(at)
    names = [
        node.id
        for guard in guards
        for read in guard.reads
        for node in ast.walk(read)
        if isinstance(node, ast.Name)
    ]
    values = [assignment_to(name, at.scope, END) for name in names]
    return not values or not any(value is not None and is_resource(value, at) for value in values)


def is_settled(guards: Guards, at: Reached) -> bool:
    """Whether a guard asks for the absence of an argument that the caller always gives."""
    if at.caller is None or at.owner is not None:
        return False
    for guard in guards:
        tested, present = tested_input(guard.test) if guard.test is not None else (None, True)
        if present or not isinstance(tested, ast.Name):
            continue
        bound = at.bindings.get(tested.id)
        given = bound is not None and not (isinstance(bound, ast.Constant) and not bound.value)
        if given and source_of(tested, at) is None and not list(_within(bound, at.caller, 0)):
            return True
    return False


def is_resource(value: ast.expr, at: Reached) -> bool:
    """Whether an expression makes a resource or construct: its outputs are the framework's."""
    if not isinstance(value, ast.Call):
        return False
    package, *names = at.code.qualify(value.func).split(".")
    foreign = package in RESOURCES or package.startswith("pulumi_")
    if foreign and any(name[:1].isupper() and name not in NO_RESOURCES for name in names):
        return True
    return bool(value.args) and isinstance(value.args[0], ast.Name) and value.args[0].id == "self"


def _is_fed(at: Reached) -> bool:
    """Whether a called function gets an input, or reads the environment."""
    current: Reached | None = at
    while current is not None and current.caller is not None:
        home = current.caller
        if any(list(_within(value, home, 0)) for value in current.bindings.values()):
            return True
        if _reads_environment(current):
            return True
        current = home if home.owner is None else None
    return False


def _reads_environment(at: Reached) -> bool:
    return any(
        isinstance(node, ast.Attribute | ast.Name)
        and at.code.qualify(node) in ENVIRONMENT_GETTERS | {"os.environ"}
        for node in own_nodes(at.scope)
    )


def _within(expression: ast.expr | None, at: Reached, depth: int) -> Iterator[str]:
    nodes = list(ast.walk(expression)) if expression is not None else []
    bases = {node.value for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, READING):
            yield from _read(node, at, depth, whole=node not in bases)


def _read(node: ast.expr, at: Reached, depth: int, *, whole: bool) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        yield from _membership(node, at)
        return
    if isinstance(node, ast.Call | ast.Subscript):
        keyed = key_source(node, at)
        if keyed is not None:
            yield keyed.name
        return
    if validated_fields(at) or (not whole and isinstance(node, ast.Name) and args_class(node, at)):
        return
    source = source_of(node, at)
    if source is not None:
        yield source.name
    elif depth < MAX_STEPS and isinstance(node, ast.Name):
        for value, home in _values(node, at):
            if not is_resource(value, home):
                yield from _within(value, home, depth + 1)


def _membership(node: ast.Compare, at: Reached) -> Iterator[str]:
    """``"KEY" in os.environ`` reads the key."""
    key = constant_text(node.left)
    if key and isinstance(node.ops[0], ast.In | ast.NotIn):
        lookup = ast.copy_location(
            ast.Subscript(node.comparators[0], ast.Constant(key), ast.Load()), node
        )
        keyed = key_source(lookup, at)
        if keyed is not None:
            yield keyed.name


def _values(node: ast.Name, at: Reached) -> Iterable[tuple[ast.expr, Reached]]:
    if node.id in parameters(at.scope):
        bound = at.bindings.get(node.id)
        return [(bound, at.caller or at)] if bound is not None else []
    assigned = assignment_to(node.id, at.scope, node, parts=True)
    return [(assigned, at)] if assigned is not None else []
