"""Functions and classes in text that was taken out of use, whether it still parses or not.

Header lines and indentation decide, for they survive what a syntax tree does not: headers without
bodies, bodies that do not line up, tails that dedent. The error-tolerant tree only tells which
lines stand in a string.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from testguard.patterns import regex
from testguard.syntax import find, parse

HEADER = regex(
    r"(?P<indent>[ \t]*)(?:async[ \t]+)?(?P<keyword>def|class)[ \t]+(?P<name>[^\W\d]\w*)"
)
MAX_STATEMENT_LINES = 60
MAX_DEPTH = 20
_FLAT_HEADER = regex(r"\s*(?:(?:async\s+)?def\s+\w+\s*<>\s*(?:->[^:]*)?|class\s+\w+\s*(?:<>)?\s*):")
_BASES = regex(r"class\s+\w+\s*\((.*)\)\s*:", re.DOTALL)
_BRACKETS = regex(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_STRING = regex(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\"""")
_REMARK = regex(r"#.*")
_CODE = regex(r"[()\[\]{}=]|^\s*(?:assert|return|raise|yield|await|pass)\b")


class Definition(Struct, frozen=True):
    """A function or class in such text; line numbers are indexes into the lines given.

    ``start`` is its first decorator or header line, ``body`` the first line after the header,
    ``end`` the last line that belongs to it. ``indent`` is the header's, in columns, and ``text``
    reads from the header to the end.
    """

    keyword: str
    name: str
    header: str
    indent: int
    start: int
    body: int
    end: int
    text: str
    decorators: tuple[str, ...] = ()
    members: tuple[Definition, ...] = ()

    @property
    def bases(self) -> tuple[str, ...]:
        """The base classes as written, without keywords and subscripts."""
        found = _BASES.search(self.header)
        parts = flattened(found[1]).split(",") if found else ()
        names = (part.replace("<>", "").strip() for part in parts if "=" not in part)
        return tuple(name for name in names if name)

    @property
    def bodiless(self) -> bool:
        """Whether nothing follows the header."""
        return self.end < self.body and self.header.rstrip().endswith(":")


def definitions_in_text(lines: Sequence[str]) -> tuple[Definition, ...]:
    """The outermost definitions in ``lines``, which need not parse; their members are nested."""
    return _Text(lines, _quoted_lines(lines)).outermost(0, len(lines))


def iterate(definitions: Sequence[Definition]) -> Iterator[Definition]:
    """``definitions`` and all their members, in document order."""
    for definition in definitions:
        yield definition
        yield from iterate(definition.members)


class _Text(Struct, frozen=True, dict=True):
    """Lines of code, and the indexes of those that begin inside a string."""

    lines: Sequence[str]
    quoted: frozenset[int]

    @cached_property
    def headers(self) -> list[int]:
        """The indexes of lines that may be the first of a header."""
        lines = enumerate(self.lines)
        return [i for i, line in lines if HEADER.match(line) and i not in self.quoted]

    def outermost(self, start: int, stop: int, depth: int = 0) -> tuple[Definition, ...]:
        """The definitions from line ``start`` to before ``stop``, ``depth`` levels deep already."""
        found: list[Definition] = []
        if depth > MAX_DEPTH:
            return ()
        first, last = bisect_left(self.headers, start), bisect_left(self.headers, stop)
        for index in self.headers[first:last]:
            if not found or index > found[-1].end:
                floor = found[-1].end + 1 if found else start
                definition = self.definition(index, floor, depth)
                found += [definition] if definition else []
        return tuple(found)

    def definition(self, index: int, floor: int, depth: int) -> Definition | None:
        """The definition whose header begins at ``index``; its decorators not above ``floor``."""
        matched, header = HEADER.match(self.lines[index]), _whole_header(self.lines, index)
        if matched is None or not header:
            return None
        body, indent = index + header.count("\n") + 1, len(matched["indent"])
        end = self.end_of_body(body, indent, is_class=matched["keyword"] == "class")
        decorators = _decorators_above(self.lines, index, floor)
        return Definition(
            keyword=matched["keyword"],
            name=matched["name"],
            header=header,
            indent=indent,
            start=index - sum(text.count("\n") + 1 for text in decorators),
            body=body,
            end=end,
            text="\n".join(self.lines[index : max(body, end + 1)]),
            decorators=decorators,
            members=self.outermost(body, end + 1, depth + 1),
        )

    def end_of_body(self, body: int, indent: int, *, is_class: bool) -> int:
        """The last line that is indented deeper, or goes on right behind such lines."""
        end = body - 1
        for index in range(body, len(self.lines)):
            line = self.lines[index]
            if not line.strip():
                continue
            goes_on = index in self.quoted or (end == index - 1 >= body and _is_tail(line))
            inside = _indent(line) > indent or goes_on
            if not inside and not (is_class and self.methods_follow(index, indent)):
                break
            end = index
        return end

    def methods_follow(self, index: int, indent: int) -> bool:
        """Whether prose at ``index`` only interrupts a class: the next header is a method."""
        position = bisect_left(self.headers, index)
        following = self.headers[position : position + 1]
        return any(_indent(self.lines[header]) > indent for header in following)


def _whole_header(lines: Sequence[str], index: int) -> str:
    """The header from line ``index`` to the line of its colon, or "" where there is none."""
    header = "\n".join(lines[index : end_of_statement(lines, index)])
    return header if _FLAT_HEADER.match(flattened(header)) else ""


def end_of_statement(lines: Sequence[str], index: int) -> int:
    """The index behind the statement that begins at ``index``: where its brackets are closed.

    The same index where they stay open for `MAX_STATEMENT_LINES`.
    """
    depth = 0
    for stop in range(index, min(index + MAX_STATEMENT_LINES, len(lines))):
        text = _REMARK.sub("", _STRING.sub("''", lines[stop])).rstrip()
        depth += sum((char in "([{") - (char in ")]}") for char in text)
        if depth <= 0 and not text.endswith("\\"):
            return stop + 1
    return index


def flattened(text: str) -> str:
    """``text`` with every balanced bracket as ``<>`` and without strings and remarks."""
    text = _REMARK.sub("", _STRING.sub("''", text))
    shorter = _BRACKETS.sub("<>", text)
    while shorter != text:
        text, shorter = shorter, _BRACKETS.sub("<>", shorter)
    return text


def _is_tail(line: str) -> bool:
    starts_anew = line.lstrip().startswith("@") or HEADER.match(line)
    return not starts_anew and _CODE.search(line) is not None


def _decorators_above(lines: Sequence[str], index: int, floor: int) -> tuple[str, ...]:
    decorators: list[str] = []
    stop = index
    for start in range(index - 1, max(floor, index - MAX_STATEMENT_LINES) - 1, -1):
        if not lines[start].lstrip().startswith("@"):
            continue
        text = "\n".join(lines[start:stop])
        if not re.fullmatch(r"\s*@\s*[\w.]+(?:\s*<>)?\s*", flattened(text)):
            break
        decorators.insert(0, text)
        stop = start
    return tuple(decorators)


def _quoted_lines(lines: Sequence[str]) -> frozenset[int]:
    """The lines that begin inside a string."""
    text = "\n".join(lines)
    if '"""' not in text and "'''" not in text:
        return frozenset()
    ranges = (node.range() for node in find(parse(text), "string"))
    return frozenset(
        line for place in ranges for line in range(place.start.line + 1, place.end.line + 1)
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
