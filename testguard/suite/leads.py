"""Everything in one scope that asserts or leads to something that may."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from testguard.suite.assertion_calls import Kind, asserting_statement, call_kind
from testguard.suite.module import Module
from testguard.suite.scopes import own_nodes
from testguard.syntax import Node, dotted

_KINDS = ("assert_statement", "raise_statement", "call", "attribute", "identifier")


class Lead(Struct, frozen=True):
    """A node that asserts by its own text (``kind`` is set), or a name to follow.

    ``name`` is dotted: ``check``, ``self.check``, ``helpers.check``, ``.check`` for a method of a
    value. ``called`` tells that the name is called here, not merely mentioned.
    """

    node: Node
    kind: Kind | None = None
    name: str = ""
    called: bool = False


def leads_in(module: Module, scope: Node) -> Iterator[Lead]:
    """The leads of ``scope`` itself, in document order."""
    return leads_of(module, own_nodes(scope, *_KINDS))


def leads_of(module: Module, nodes: list[Node]) -> Iterator[Lead]:
    """The leads among nodes of one scope."""
    for node in nodes:
        match node.kind():
            case "assert_statement" | "raise_statement":
                if asserting_statement(module, node):
                    yield Lead(node, Kind.STATEMENT)
            case "call":
                kind = call_kind(module, node)
                if kind is not None:
                    yield Lead(node, kind)
            case "attribute":
                yield from _attribute(node)
            case _:
                yield from _identifier(node)


def _attribute(node: Node) -> Iterator[Lead]:
    parent = node.parent()
    if parent is None or parent.kind() == "attribute":
        return
    called = _is_callee(node, parent)
    name = dotted(node)
    if name and not _of_value(name):
        yield Lead(node, None, name, called)
        return
    receiver, attribute = node.field("object"), node.field("attribute")
    last = attribute.text() if attribute else ""
    if receiver is not None and receiver.kind() == "call" and receiver.text().startswith("super("):
        yield Lead(node, None, f"super.{last}", called)
    elif called or name:
        yield Lead(node, None, f".{last}", called)


def _of_value(name: str) -> bool:
    head, *rest = name.split(".")
    return head in ("self", "cls") and len(rest) > 1


def _identifier(node: Node) -> Iterator[Lead]:
    parent = node.parent()
    kind = parent.kind() if parent else ""
    if kind == "attribute" or parent is None:
        return
    if kind in ("keyword_argument", "assignment", "named_expression"):
        first = parent.field("name") or parent.field("left")
        if first == node:
            return
    yield Lead(node, None, node.text(), _is_callee(node, parent))


def _is_callee(node: Node, parent: Node) -> bool:
    return parent.kind() == "call" and parent.field("function") == node
