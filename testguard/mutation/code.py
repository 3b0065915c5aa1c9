"""A module as text and tree, and edits of the text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from testguard.model.source import Edit, Span
from testguard.syntax import python_span

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Code(Struct, frozen=True, eq=False, dict=True):
    """The text of a module. The tree raises `SyntaxError` where Python cannot parse it."""

    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines, as `ast` counts them."""
        return tuple(self.text.split("\n"))

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """Where a node stands, in characters counted from 1."""
        return python_span(node, self.lines)

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node."""
        return ast.get_source_segment(self.text, node) or ast.unparse(node)

    def replacing(self, node: ast.expr | ast.stmt, text: str) -> Edit:
        """An edit that puts ``text`` where ``node`` is."""
        return Edit(self.span(node), text)

    def before(self, node: ast.stmt, text: str) -> Edit:
        """An edit that puts a simple statement in front of a statement, on a line of its own."""
        at = self.span(node)
        indent = " " * (at.column - 1)
        return Edit(Span(at.line, at.column, at.line, at.column), f"{text}\n{indent}")

    def statement_at(self, line: int) -> ast.stmt | None:
        """The innermost statement that begins at a line, or holds it."""
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
        ]
        return min(found, key=_extent, default=None)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out."""
        while (outer := self.parents.get(node)) is not None:
            yield outer
            node = outer

    def runs_at_import(self, line: int) -> bool:
        """Whether a line runs when the module is imported, and not when a function is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function | ast.Lambda):
                body = node.body if isinstance(node.body, list) else [node.body]
                if body[0].lineno <= line <= (body[-1].end_lineno or 0):
                    return False
        return True

    def edited(self, edit: Edit) -> str:
        """The text with one edit."""
        lines, span = self.lines, edit.span
        head = [*lines[: span.line - 1], lines[span.line - 1][: span.column - 1]]
        tail = [lines[span.end_line - 1][span.end_column - 1 :], *lines[span.end_line :]]
        return "\n".join(head) + edit.text + "\n".join(tail)

    def cut(self, span: Span) -> str:
        """The text at a span."""
        lines = list(self.lines[span.line - 1 : span.end_line])
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return "\n".join(lines)


def _extent(node: ast.stmt) -> tuple[int, int]:
    """Fewer lines first, then what stands further to the right."""
    return (node.end_lineno or node.lineno) - node.lineno, -node.col_offset
