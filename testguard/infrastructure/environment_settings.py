"""The environment variables that a stack sets on a function."""

from __future__ import annotations

from msgspec import Struct

from testguard.infrastructure.calls import read_call, read_calls
from testguard.infrastructure.functions import DeclaredFunction
from testguard.infrastructure.values import Values
from testguard.syntax import Node, named


class Settings(Struct, frozen=True):
    """Variables by name, and where each is set; ``added`` are set by a call of their own."""

    variables: dict[str, Node]
    added: frozenset[str] = frozenset()


def environment_settings(declared: DeclaredFunction, values: Values) -> Settings | None:
    """What a declaration sets, or None where that cannot be told completely."""
    if not declared.call.complete:
        return None
    given = declared.call.argument("environment")
    table = _variables(values, given) if declared.framework == "pulumi" else given
    found: dict[str, Node] = {}
    if given is not None and (table is None or not _fill(values, table, found)):
        return None
    added: set[str] = set()
    for call in read_calls(values.module) if "add_environment" in values.module.text else ():
        if call.node.text().partition("(")[0].rstrip().endswith("add_environment"):
            key = values.text(call.argument("key", 0))
            if key is None:
                return None
            added.add(key)
    return Settings(found, frozenset(added))


def _variables(values: Values, given: Node | None) -> Node | None:
    """``{"variables": {...}}`` or ``FunctionEnvironmentArgs(variables={...})``."""
    found = values.of(given)
    if found is None:
        return None
    if found.kind() == "call":
        return read_call(values.module, found).argument("variables")
    pairs = named(found) if found.kind() == "dictionary" else []
    return next(
        (p.field("value") for p in pairs if values.text(p.field("key")) == "variables"), None
    )


def _fill(values: Values, table: Node, into: dict[str, Node]) -> bool:
    """Add the entries of a dictionary; whether every key is known."""
    found = values.of(table)
    if found is None:
        return False
    if found.kind() == "call" and read_call(values.module, found).name == "dict":
        call = read_call(values.module, found)
        into.update(call.keywords)
        return call.complete and not call.positional
    if found.kind() == "binary_operator":
        sides = (found.field("left"), found.field("right"))
        return all(side is not None and _fill(values, side, into) for side in sides)
    if found.kind() != "dictionary":
        return False
    for pair in named(found):
        if pair.kind() == "dictionary_splat":
            if not _fill(values, named(pair)[0], into):
                return False
            continue
        key = values.text(pair.field("key"))
        if key is None:
            return False
        into[key] = pair
    return True
