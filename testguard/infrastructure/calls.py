"""Calls, with their arguments by name and what is called by its full name."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from testguard.suite.module import Module
from testguard.syntax import Node, find, named

_SPLATS = ("list_splat", "dictionary_splat")


class Call(Struct, frozen=True):
    """``name(*positional, **keywords)``; ``name`` is dotted and fully qualified, or "".

    ``complete`` is False where ``*`` or ``**`` hide further arguments.
    """

    node: Node
    name: str
    positional: tuple[Node, ...]
    keywords: Mapping[str, Node]
    complete: bool

    def argument(self, keyword: str, position: int = -1) -> Node | None:
        """The argument of that name or, if ``position`` is not negative, at that position."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        return self.positional[position] if 0 <= position < len(self.positional) else None


def read_call(module: Module, node: Node) -> Call:
    """The call at ``node``, a node of the kind ``call``."""
    arguments = node.field("arguments")
    parts = named(arguments) if arguments is not None else []
    pairs = [
        (name.text(), value)
        for part in parts
        if part.kind() == "keyword_argument"
        and (name := part.field("name"))
        and (value := part.field("value"))
    ]
    return Call(
        node,
        module.qualify(node.field("function")),
        tuple(part for part in parts if part.kind() not in (*_SPLATS, "keyword_argument")),
        dict(pairs),
        not any(part.kind() in _SPLATS for part in parts),
    )


def read_calls(module: Module) -> tuple[Call, ...]:
    """Every call in ``module``, in document order."""
    return tuple(read_call(module, node) for node in find(module.root, "call"))
