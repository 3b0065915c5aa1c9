"""Blocks of comments, and the text they would be without their hashes."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from testguard.model.source import Span
from testguard.patterns import regex
from testguard.suite.module import Module
from testguard.syntax import Node, named

_HASHES = regex(r"^(\s*)#+ ?")

_DEFINITIONS = frozenset({"function_definition", "class_definition"})
_SCOPES = frozenset({
    "function_definition", "class_definition", "decorated_definition", "block", "if_statement",
    "elif_clause", "else_clause", "try_statement", "except_clause", "finally_clause",
    "with_statement", "for_statement", "while_statement", "ERROR",
})  # fmt: skip


class CommentLine(Struct, frozen=True):
    """A comment with a line of its own; ``line``, ``column`` and ``end_column`` as in `Span`."""

    line: int
    column: int
    text: str

    @property
    def end_column(self) -> int:
        """Just after the last character that is not blank."""
        return self.column + len(self.text)


class CommentBlock(Struct, frozen=True):
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


def comment_blocks(module: Module, first: int = 1, last: int = sys.maxsize) -> list[CommentBlock]:
    """The blocks of comments of ``module`` from line ``first`` to line ``last``, in order."""
    blocks: list[list[CommentLine]] = []
    for comment in _comment_lines(module, first, last):
        if blocks and not _live_between(module, blocks[-1][-1].line, comment.line):
            blocks[-1].append(comment)
        else:
            blocks.append([comment])
    return [CommentBlock(tuple(block)) for block in blocks]


def _comment_lines(module: Module, first: int, last: int) -> Iterator[CommentLine]:
    start = bisect_left(module.comments, first - 1, key=lambda node: node.range().start.line)
    for node in module.comments[start:]:
        place = node.range().start
        if place.line >= last:
            return
        if not module.lines[place.line][: place.column].strip():
            yield CommentLine(place.line + 1, place.column + 1, node.text().rstrip())


def _live_between(module: Module, above: int, below: int) -> bool:
    return any(line.strip() for line in module.lines[above : below - 1])


def _uncomment(text: str) -> str:
    return _HASHES.sub(r"\1", text)


def statements_above(module: Module, line: int) -> tuple[Node, ...]:
    """The last statement above a line, the last one in its block, and so on to the innermost."""
    chain: list[Node] = []
    node: Node | None = module.root
    while node is not None:
        above = [child for child in named(node) if child.range().start.line + 1 < line]
        chain += above[-1:]
        node = above[-1] if above and above[-1].kind() in _SCOPES else None
    return tuple(chain)


def scope_of_column(statements: Sequence[Node], column: int) -> tuple[Node, ...]:
    """The definitions among `statements_above` a line that code in ``column`` belongs to."""
    outside = (at for at, node in enumerate(statements) if node.range().start.column + 1 >= column)
    inner = statements[: next(outside, len(statements))]
    return tuple(node for node in inner if node.kind() in _DEFINITIONS)
