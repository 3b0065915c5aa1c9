"""The only door to ast-grep-py: bytes to text, text to an error-tolerant syntax tree.

Trees are tree-sitter's: `Node.kind` names follow the tree-sitter-python grammar, and code that no
longer parses yields a tree with ``ERROR`` nodes instead of an exception.
"""

from __future__ import annotations

import ast
import io
import stat
import tokenize
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ast_grep_py import SgNode as Node
from ast_grep_py import SgRoot

from testguard.errors import UnreadableSource
from testguard.model.source import Span

__all__ = [
    "MAX_BYTES",
    "Node",
    "dotted",
    "find",
    "literal",
    "match_pattern",
    "named",
    "parse",
    "python_span",
    "read_source",
    "span",
    "walk",
]

MAX_BYTES = 5_000_000


def read_source(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    r"""The text of a Python file, without its BOM, with ``\n`` line ends.

    Raises `UnreadableSource` with a reason for anything that is not a readable text file.
    """
    return decode(_read_bytes(path, max_bytes))


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise UnreadableSource("is not a regular file")
        if info.st_size > max_bytes:
            raise UnreadableSource(f"is too large to inspect ({info.st_size:,} bytes)")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"cannot be read: {error.strerror or error}") from error


def decode(data: bytes) -> str:
    """Python source bytes to text, by BOM or coding cookie (PEP 263), UTF-8 otherwise."""
    if b"\0" in data:
        raise UnreadableSource("holds NUL bytes and is not Python source")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
        if not encoding.startswith("utf-8"):
            text.encode()  # some encodings spell half characters, which no parser takes
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise UnreadableSource(f"cannot be decoded: {error}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str) -> Node:
    """The root node of ``text`` read as Python; never fails."""
    return SgRoot(text, "python").root()


def find(node: Node, *kinds: str) -> list[Node]:
    """All nodes below and including ``node`` of one of ``kinds``, in document order."""
    if len(kinds) == 1:
        return node.find_all(kind=kinds[0])
    return node.find_all({"rule": {"any": [{"kind": kind} for kind in kinds]}})


def match_pattern(node: Node, config: Mapping[str, Any]) -> list[Node]:
    """All matches of an ast-grep rule object (``rule``, ``constraints``, ``utils``).

    Raises `RuntimeError`, `TypeError` or a bare `Exception` where ast-grep refuses the rule.
    """
    search: Any = node.find_all  # typed for literal rule objects only
    found: list[Node] = search({**config})
    return found


def walk(node: Node, *, into: Callable[[Node], bool] | None = None) -> Iterator[Node]:
    """``node`` and everything below it, in document order, without recursion.

    Nodes for which ``into`` is false are given, and not entered.
    """
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if into is None or into(current):
            stack.extend(reversed(current.children()))


def named(node: Node) -> list[Node]:
    """The named children without comments."""
    return [child for child in node.named_children() if child.kind() != "comment"]


def span(node: Node, end: Node | None = None) -> Span:
    """Where ``node`` stands, or all from ``node`` to ``end``; counted from 1."""
    start, stop = node.range().start, (end or node).range().end
    return Span(start.line + 1, start.column + 1, stop.line + 1, stop.column + 1)


def python_span(node: ast.expr | ast.stmt, lines: tuple[str, ...]) -> Span:
    """Where a node of Python's own tree stands, in characters; that tree counts UTF-8 bytes."""
    end = node.end_lineno or node.lineno
    return Span(
        node.lineno,
        _character(lines[node.lineno - 1], node.col_offset),
        end,
        _character(lines[end - 1], node.end_col_offset or 0),
    )


def _character(line: str, offset: int) -> int:
    if line.isascii():
        return offset + 1
    return len(line.encode()[:offset].decode(errors="replace")) + 1


def dotted(node: Node | None) -> str:
    """``a.b.c`` of names and attributes; "" for any other expression."""
    parts: list[str] = []
    while node is not None and node.kind() == "attribute":
        attribute = node.field("attribute")
        parts.append(attribute.text() if attribute else "")
        node = node.field("object")
    if node is None or node.kind() != "identifier":
        return ""
    return ".".join([node.text(), *reversed(parts)])


def literal(node: Node) -> Any:
    """The value of a literal expression; raises `ValueError` for anything else."""
    try:
        return ast.literal_eval(node.text().strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError) as error:
        raise ValueError(node.text()) from error
