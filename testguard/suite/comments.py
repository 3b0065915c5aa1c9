"""Blocks of comments, and the text they would be without their hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from testguard.model.source import Span
from testguard.suite.module import Module
from testguard.syntax import Node, find, named, parse, span

_HASHES = re.compile(r"^(\s*)#+ ?")

_SCOPES = frozenset({
    "function_definition", "class_definition", "decorated_definition", "block", "if_statement",
    "elif_clause", "else_clause", "try_statement", "except_clause", "finally_clause",
    "with_statement", "for_statement", "while_statement", "ERROR",
})  # fmt: skip

_STATEMENTS = frozenset({
    "function_definition", "class_definition", "decorated_definition", "import_statement",
    "import_from_statement", "future_import_statement", "expression_statement", "if_statement",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment with a line of its own; ``line``, ``column`` and ``end_column`` as in `Span`."""

    line: int
    column: int
    text: str

    @property
    def end_column(self) -> int:
        """Just after the last character that is not blank."""
        return self.column + len(self.text)


@dataclass(frozen=True, slots=True)
class CommentBlock:
    """Comment lines with nothing but blank lines between them."""

    lines: tuple[CommentLine, ...]

    @property
    def first(self) -> int:
        """The line number of the first comment."""
        return self.lines[0].line

    def uncommented(self, layers: int = 1) -> tuple[str, ...]:
        """One text per source line from the first comment to the last.

        Hashes go with one blank behind them, so that code is back in the column it had before an
        editor commented it out. ``layers`` tells how many times that was (``# # code`` is two).
        """
        texts = [""] * (self.lines[-1].line - self.first + 1)
        for comment in self.lines:
            bare = comment.text
            for _ in range(layers):
                bare = _uncomment(bare)
            texts[comment.line - self.first] = (" " * (comment.column - 1) + bare).expandtabs()
        return tuple(text.rstrip() for text in texts)

    def column_at(self, line: int) -> int:
        """The column of the hash in a source line."""
        return next(comment.column for comment in self.lines if comment.line == line)

    def span(self, start: int, end: int) -> Span:
        """From the comment at line ``start`` to the end of the last one up to line ``end``."""
        inside = [comment for comment in self.lines if start <= comment.line <= end]
        first, last = inside[0], inside[-1]
        return Span(first.line, first.column, last.line, last.end_column)


def comment_blocks(module: Module) -> Iterator[CommentBlock]:
    """Every block of comments of ``module``, in document order."""
    gathered: list[CommentLine] = []
    for comment in _comment_lines(module):
        if gathered and _live_between(module, gathered[-1].line, comment.line):
            yield CommentBlock(tuple(gathered))
            gathered = []
        gathered.append(comment)
    if gathered:
        yield CommentBlock(tuple(gathered))


def _comment_lines(module: Module) -> Iterator[CommentLine]:
    for node in module.comments:
        start = node.range().start
        if not module.lines[start.line][: start.column].strip():
            yield CommentLine(start.line + 1, start.column + 1, node.text().rstrip())


def _live_between(module: Module, above: int, below: int) -> bool:
    return any(line.strip() for line in module.lines[above : below - 1])


def _uncomment(text: str) -> str:
    return _HASHES.sub(r"\1", text)


def scope_at(module: Module, line: int, column: int) -> tuple[Node, ...]:
    """The live definitions, outermost first, that code at this place would belong to."""
    scopes: list[Node] = []
    node: Node | None = module.root
    while node is not None:
        above = [child for child in named(node) if child.range().start.line + 1 < line]
        last = above[-1] if above else None
        if last is not None and last.range().start.column + 1 >= column:
            break
        if last is not None and last.kind() in ("function_definition", "class_definition"):
            scopes.append(last)
        node = last if last is not None and last.kind() in _SCOPES else None
    return tuple(scopes)


@dataclass(frozen=True, slots=True)
class QuotedBlock:
    """A string that is a statement of its own: ``lines`` is its text, without the quotes."""

    span: Span
    lines: tuple[str, ...]


def quoted_blocks(module: Module) -> Iterator[QuotedBlock]:
    """Every string statement at module or class level whose text is more than documentation.

    A docstring counts only where all of it parses as code.
    """
    for block in [module.root, *_class_bodies(module)]:
        for position, statement in enumerate(named(block)):
            text = _string_text(statement)
            if text and (position or _is_code(text)):
                yield QuotedBlock(span(statement), tuple(text.expandtabs().split("\n")))


def _class_bodies(module: Module) -> Iterator[Node]:
    for node in find(module.root, "class_definition"):
        body = node.field("body")
        if body is not None:
            yield body


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
