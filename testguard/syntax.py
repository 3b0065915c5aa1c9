"""The only door to ast-grep-py: bytes to text, text to an error-tolerant syntax tree.

Trees are tree-sitter's: `Node.kind` names follow the tree-sitter-python grammar, and code that no
longer parses yields a tree with ``ERROR`` nodes instead of an exception.
"""

from __future__ import annotations

import ast
import io
import stat
import tokenize
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from ast_grep_py import SgNode as Node
from ast_grep_py import SgRoot

from testguard.errors import UnreadableSource
from testguard.kind_index import KindIndex
from testguard.model.source import Span
from testguard.patterns import regex

__all__ = [
    "MAX_BYTES",
    "Node",
    "Tree",
    "dotted",
    "find",
    "literal",
    "match_pattern",
    "named",
    "parse",
    "python_span",
    "read_bytes",
    "read_source",
    "span",
    "walk",
]

MAX_BYTES = 5_000_000


def read_source(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    r"""The text of a Python file, without its BOM, with ``\n`` line ends.

    Raises `UnreadableSource` with a reason for anything that is not a readable text file.
    """
    return decode(read_bytes(path, max_bytes=max_bytes))


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file. Raises `UnreadableSource` with a reason for any other."""
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


def find(node: Node, *kinds: str, outside: Collection[str] = ()) -> list[Node]:
    """All nodes below and including ``node`` of one of ``kinds``, in document order.

    Without what lies inside a node of one of the kinds ``outside``. In a `Tree` this is a look-up,
    anywhere else a search.
    """
    tree = _TREES.get(id(node.get_root()))
    index = tree.index_of(kinds, outside) if tree is not None else None
    if index is not None:
        return index.find(node, kinds, outside)
    found: list[Node] = node.find_all(_any_of((*kinds, *outside)))
    return _not_inside(found, kinds, outside) if outside else found


def _not_inside(nodes: list[Node], kinds: Collection[str], outside: Collection[str]) -> list[Node]:
    kept: list[Node] = []
    closed = -1
    for node in nodes:
        kind, extent = node.kind(), node.range()
        if extent.start.index < closed:
            continue
        if kind in outside:
            closed = extent.end.index
        if kind in kinds:
            kept.append(node)
    return kept


@lru_cache(maxsize=256)
def _any_of(kinds: tuple[str, ...]) -> Any:
    return {"rule": {"any": [{"kind": kind} for kind in kinds]}}


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
    kind = node.kind() if node is not None else ""
    if node is not None and kind in ("identifier", "attribute"):
        text = node.text()
        if kind == "identifier" or _DOTTED.fullmatch(text):
            return text
    parts: list[str] = []
    while node is not None and node.kind() == "attribute":
        attribute = node.field("attribute")
        parts.append(attribute.text() if attribute else "")
        node = node.field("object")
    if node is None or node.kind() != "identifier":
        return ""
    return ".".join([node.text(), *reversed(parts)])


_DOTTED = regex(r"(?!None\b|True\b|False\b)[^\W\d]\w*(?:\.[^\W\d]\w*)+")


def literal(node: Node) -> Any:
    """The value of a literal expression; raises `ValueError` for anything else."""
    try:
        return ast.literal_eval(node.text().strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError) as error:
        raise ValueError(node.text()) from error


# Kinds of nodes, and what a text that holds such a node holds in any case.
_STRUCTURE = {
    "call": "(", "expression_statement": "", "function_definition": "def", "assignment": "",
    "assert_statement": "assert", "comment": "#", "with_statement": "with", "with_item": "with",
    "class_definition": "class", "return_statement": "return", "raise_statement": "raise",
    "import_from_statement": "import", "import_statement": "import", "for_statement": "for",
    "as_pattern": "as", "try_statement": "try", "while_statement": "while", "await": "await",
    "yield": "yield", "augmented_assignment": "=", "ERROR": "",
}  # fmt: skip
_NAMES = {**_STRUCTURE, "attribute": ".", "block": ":", "identifier": "", "keyword_argument": "="}
_STRUCTURE_KINDS, _NAMES_KINDS = frozenset(_STRUCTURE), frozenset(_NAMES)
_WORTH_AN_INDEX = 10


class Tree:
    """The syntax tree of a text that is searched often: `find` looks its nodes up by their kind.

    The index lasts as long as this object. It has two sizes: that of statements and calls is made
    at once, that of names, which is twice as large, when several searches were for names.
    """

    def __init__(self, text: str) -> None:
        self.root = parse(text)
        self._text = text
        self._handle = self.root.get_root()
        self._asked = 0
        _TREES[id(self._handle)] = self

    @property
    def broken(self) -> bool:
        """Whether the text does not parse: something is left over, or had to be made up."""
        return self._gaps or "ERROR" in self._structure

    def index_of(self, kinds: Collection[str], outside: Collection[str]) -> KindIndex[Node] | None:
        """The index that holds all these kinds, if one does; none where nodes may be empty."""
        if self._gaps:
            return None
        if _STRUCTURE_KINDS.issuperset(kinds) and _STRUCTURE_KINDS.issuperset(outside):
            return self._structure
        if not (_NAMES_KINDS.issuperset(kinds) and _NAMES_KINDS.issuperset(outside)):
            return None
        self._asked += 1
        return self._names if self._asked > _WORTH_AN_INDEX else None

    @cached_property
    def _gaps(self) -> bool:
        """Whether nodes are empty: then extents do not tell what lies inside what."""
        return bool(match_pattern(self.root, {"rule": {"regex": "^$"}}))

    @cached_property
    def _structure(self) -> KindIndex[Node]:
        return self._index(_STRUCTURE)

    @cached_property
    def _names(self) -> KindIndex[Node]:
        return self._index(_NAMES)

    def _index(self, kinds: Mapping[str, str]) -> KindIndex[Node]:
        there = [kind for kind, word in kinds.items() if word in self._text]
        return KindIndex(self.root.find_all(_any_of(tuple(there))))


_TREES: WeakValueDictionary[int, Tree] = WeakValueDictionary()
