"""Strings that are statements of their own: code that was put between quotes to switch it off."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from msgspec import Struct

from testguard.model.source import Span
from testguard.suite.module import Module
from testguard.syntax import Node, find, named, parse, span

_STATEMENTS = frozenset({
    "function_definition", "class_definition", "decorated_definition", "import_statement",
    "import_from_statement", "future_import_statement", "expression_statement", "if_statement",
})  # fmt: skip


class QuotedBlock(Struct, frozen=True):
    """A string that is a statement of its own.

    ``lines`` is its text, without the quotes; ``scopes`` the classes it stands in, outermost first.
    """

    span: Span
    lines: tuple[str, ...]
    scopes: tuple[Node, ...] = ()


def quoted_blocks(module: Module) -> Iterator[QuotedBlock]:
    """Every string statement at module or class level whose text is more than documentation.

    A docstring counts only where all of it parses as code.
    """
    for scopes, block in [((), module.root), *_class_bodies(module)]:
        for position, statement in enumerate(named(block)):
            text = _string_text(statement)
            if text and (position or _is_code(text)):
                yield QuotedBlock(span(statement), tuple(text.expandtabs().split("\n")), scopes)


def _class_bodies(module: Module) -> Iterator[tuple[tuple[Node, ...], Node]]:
    for node in find(module.root, "class_definition"):
        body = node.field("body")
        around = [each for each in node.ancestors() if each.kind().endswith("_definition")]
        definitions = (each for each in reversed(around) if each.kind() != "decorated_definition")
        if body is not None:
            yield (*definitions, node), body


def _string_text(statement: Node) -> str:
    children = statement.children()
    if statement.kind() != "expression_statement" or len(children) != 1:
        return ""
    string = children[0]
    if string.kind() != "string":
        return ""
    quotes = string.children()
    inner = string.text()[len(quotes[0].text()) : -len(quotes[-1].text())]
    return inner if "\n" in inner else ""


def _is_code(text: str) -> bool:
    root = parse(dedent(text))
    statements = named(root)
    return (
        bool(statements)
        and root.find(kind="ERROR") is None
        and all(statement.kind() in _STATEMENTS for statement in statements)
    )
