"""The only door to ast-grep-py: bytes to text, text to an error-tolerant syntax tree.

Trees are tree-sitter's: `Node.kind` names follow the tree-sitter-python grammar, and code that no
longer parses yields a tree with ``ERROR`` nodes instead of an exception.
"""

from __future__ import annotations

import ast
import io
import operator
import stat
import tokenize
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from ast_grep_py import SgNode as Node
from ast_grep_py import SgRoot

from testguard.errors import UnreadableSource
from testguard.model.source import Span

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
    index = tree.index_of(kinds) if tree is not None else None
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


_STRUCTURE = (
    "ERROR", "assert_statement", "assignment", "augmented_assignment", "await", "call",
    "class_definition", "comment", "expression_statement", "for_statement", "function_definition",
    "import_from_statement", "import_statement", "raise_statement", "return_statement",
    "try_statement", "while_statement", "with_statement", "yield",
)  # fmt: skip
_NAMES = (*_STRUCTURE, "attribute", "block", "identifier", "keyword_argument", "with_item")


class Tree:
    """The syntax tree of a text that is searched often: `find` looks its nodes up by their kind.

    The index lasts as long as this object. A search of a whole tree costs as much as a few of one
    function, for most of the cost is in asking; so the index is made at once, in two sizes.
    """

    def __init__(self, text: str) -> None:
        self.root = parse(text)
        self._handle = self.root.get_root()
        _TREES[id(self._handle)] = self

    @property
    def broken(self) -> bool:
        """Whether the text does not parse: something is left over, or had to be made up."""
        return self._structure.gaps or "ERROR" in self._structure.positions

    def index_of(self, kinds: Collection[str]) -> _Index | None:
        """The index that holds all of ``kinds``, if one does; none where nodes may be empty."""
        if self._structure.gaps:
            return None
        if self._structure.kinds.issuperset(kinds):
            return self._structure
        return self._names if _NAMED.issuperset(kinds) else None

    @cached_property
    def _structure(self) -> _Index:
        return _Index(self.root, _STRUCTURE, {"regex": "^$"})

    @cached_property
    def _names(self) -> _Index:
        return _Index(self.root, _NAMES)


_NAMED = frozenset(_NAMES)
_TREES: WeakValueDictionary[int, Tree] = WeakValueDictionary()


class _Index:
    """The nodes of some kinds in document order, and where they begin and end.

    ``gaps`` tells that some nodes are empty, so that extents do not tell what lies inside what.
    """

    def __init__(self, root: Node, kinds: Sequence[str], *others: Mapping[str, str]) -> None:
        self.kinds = frozenset(kinds)
        rules = [*others, *({"kind": kind} for kind in kinds)]
        self._nodes = match_pattern(root, {"rule": {"any": rules}})
        extents = [node.range() for node in self._nodes]
        self._starts = [extent.start.index for extent in extents]
        self._ends = [extent.end.index for extent in extents]
        self.gaps = any(map(operator.eq, self._starts, self._ends))
        self.positions: dict[str, list[int]] = {}
        for position, node in enumerate(self._nodes):
            self.positions.setdefault(node.kind(), []).append(position)

    def find(self, node: Node, kinds: Collection[str], outside: Collection[str]) -> list[Node]:
        """What `find` finds."""
        extent = node.range()
        start, end = extent.start.index, extent.end.index
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        closing = self._below(node, self._among(outside, first, last), start, end)
        found = self._below(node, self._among(kinds, first, last), start, end)
        if closing:
            found = self._not_inside(found, closing)
        return [self._nodes[position] for position in found]

    def _among(self, kinds: Collection[str], first: int, last: int) -> list[int]:
        found: list[int] = []
        for kind in kinds:
            positions = self.positions.get(kind)
            if positions:
                found += positions[bisect_left(positions, first) : bisect_left(positions, last)]
        if len(kinds) > 1:
            found.sort()
        return found

    def _below(self, node: Node, found: list[int], start: int, end: int) -> list[int]:
        """``found`` without the ancestors of ``node``, which begin where it begins."""
        if not found or self._starts[found[0]] != start:
            return found
        above = _of_same_extent(node, start, end)
        return [
            position
            for position in found
            if self._ends[position] <= end and self._nodes[position] not in above
        ]

    def _not_inside(self, found: list[int], closing: list[int]) -> list[int]:
        wanted, shut = set(found), set(closing)
        kept: list[int] = []
        closed = -1
        for position in sorted(wanted | shut):
            if self._starts[position] < closed:
                continue
            if position in shut:
                closed = self._ends[position]
            if position in wanted:
                kept.append(position)
        return kept


def _of_same_extent(node: Node, start: int, end: int) -> list[Node]:
    """The ancestors of ``node`` that begin and end where it does."""
    found: list[Node] = []
    above = node.parent()
    while above is not None:
        extent = above.range()
        if extent.start.index != start or extent.end.index != end:
            break
        found.append(above)
        above = above.parent()
    return found
