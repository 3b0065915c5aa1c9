"""Which nodes belong to a function itself, and which to functions defined inside it."""

from __future__ import annotations

from testguard.suite.module import definitions_in, name_of
from testguard.syntax import Node, find

DEFINITIONS = ("function_definition", "class_definition")


def own_nodes(scope: Node, *kinds: str) -> list[Node]:
    """Nodes of ``kinds`` that running ``scope`` runs: not those in functions or classes it defines.

    Lambdas belong to the scope they stand in; a nested definition is given, when asked for, and
    not entered. Decorators and default values of nested definitions belong to ``scope``.
    """
    body = scope.field("body") if scope.kind() in DEFINITIONS else scope
    if body is None:
        return []
    return find(body, *kinds, outside=DEFINITIONS)


def nested_definitions(scope: Node) -> dict[str, Node]:
    """Functions and classes that ``scope`` defines, by name; the last one of a name wins."""
    block = scope.field("body") if scope.kind() in DEFINITIONS else scope
    return {name_of(node): node for node in definitions_in(block)} if block else {}


def enclosing_functions(node: Node) -> list[Node]:
    """The functions ``node`` stands in, innermost first."""
    return [above for above in node.ancestors() if above.kind() == "function_definition"]


def enclosing_class(node: Node) -> Node | None:
    """The class whose method ``node`` is, or is part of."""
    return next((above for above in node.ancestors() if above.kind() == "class_definition"), None)


def within(node: Node, outer: Node) -> bool:
    """Whether ``node`` lies inside ``outer``, both of one tree."""
    inner, around = node.range(), outer.range()
    return around.start.index <= inner.start.index and inner.end.index <= around.end.index
