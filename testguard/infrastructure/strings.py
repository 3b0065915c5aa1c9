"""The strings that code works with: no docstrings, no messages, no annotations."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from testguard.suite.module import Module
from testguard.syntax import Node, dotted, find, literal

_MESSAGES = frozenset({
    "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print", "echo",
    "add_argument", "compile", "match", "fullmatch", "search", "sub", "startswith", "endswith",
    "replace", "split",
})  # fmt: skip
_PROSE = frozenset({
    "comment", "description", "doc", "documentation", "help", "message", "summary",
    "alarm_description", "group_description", "title", "examples", "example", "placeholder",
    "reason",
})  # fmt: skip
_NOT_VALUES = frozenset({"raise_statement", "assert_statement", "comparison_operator", "type"})


class Text(Struct, frozen=True):
    """A string in code: its node, and its value with ``{}`` for whatever an f-string fills in."""

    node: Node
    value: str

    @property
    def whole(self) -> bool:
        """Whether nothing is filled in."""
        return not any(child.kind() == "interpolation" for child in self.node.children())


def texts(module: Module, *, deployed: bool = False) -> Iterator[Text]:
    """The strings in ``module`` that are values, in document order.

    Of ``deployed`` code nobody runs what follows ``if __name__ == "__main__"``: samples to try it
    with, mostly. A program runs it.
    """
    for node in find(module.root, "string"):
        if not _is_prose(node) and not (deployed and _is_tried(node)):
            yield Text(node, value_of(node))


def _is_tried(node: Node) -> bool:
    guards = (above for above in node.ancestors() if above.kind() == "if_statement")
    conditions = (guard.field("condition") for guard in guards)
    return any(each is not None and "__name__" in each.text() for each in conditions)


def value_of(node: Node) -> str:
    """The value of a ``string`` node, with ``{}`` for whatever is filled in."""
    try:
        value = literal(node)
    except ValueError:
        parts = ["{}" if c.kind() == "interpolation" else c.text() for c in node.children()[1:-1]]
        return "".join(parts)
    return value if isinstance(value, str) else ""


def _is_prose(node: Node) -> bool:
    parent = node.parent()
    if parent is not None and parent.kind() == "expression_statement":
        return True
    for above in node.ancestors():
        kind = above.kind()
        if kind in _NOT_VALUES:
            return True
        if kind in ("keyword_argument", "pair") and _key(above) in _PROSE:
            return True
        if kind == "call" and _called(above) in _MESSAGES:
            return True
        if kind in ("block", "module"):
            return False
    return False


def _key(node: Node) -> str:
    """The name of a keyword argument, or the key of a dictionary's entry."""
    name = node.field("name")
    key = node.field("key")
    if name is not None:
        return name.text()
    return value_of(key) if key is not None and key.kind() == "string" else ""


def _called(node: Node) -> str:
    function = node.field("function")
    if function is None:
        return ""
    attribute = function.field("attribute") if function.kind() == "attribute" else None
    return attribute.text() if attribute is not None else dotted(function)
