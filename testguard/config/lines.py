"""Where each key and value of a TOML document stands; grammar: https://toml.io/en/v1.0.0."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from testguard.patterns import regex

KeyPath = tuple[str | int, ...]

_TOKEN = regex(
    r"""
    (?P<string>
        \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3,5} | '{3}(?:[^']|'(?!''))*'{3,5}
      | "(?:[^"\\\n]|\\.)*"                 | '[^'\n]*'
    )
  | (?P<comment>\#[^\n]*)
  | (?P<newline>\n)
  | (?P<mark>[\[\]{}=,.])
  | (?P<bare>[^\s\[\]{}=,.\#"']+)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANK = ("newline", "comment")
_END_OF_VALUE = (",", "]", "}")


class _Token(NamedTuple):
    kind: str
    text: str
    line: int
    start: int


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line, counted from 1, of every key, table and array element of a valid document.

    Elements of arrays are named by their index: ``("tool", "testguard", "stack", 0, "modules")``.
    A table that is named by several headers stands where it is named first.
    """
    scanner = _Scanner(list(_tokens(text)))
    scanner.document()
    return scanner.lines


def value_spans(text: str) -> dict[KeyPath, tuple[int, int]]:
    """The offsets in ``text`` at which each value begins and ends, by the path of its key."""
    scanner = _Scanner(list(_tokens(text)))
    scanner.document()
    return scanner.spans


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        yield _Token(match.lastgroup or "", match.group(), line, match.start())
        line += match.group().count("\n")
    yield _Token("newline", "", line, len(text))


class _Scanner:
    """Walks the tokens of a document that is known to be valid."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.spans: dict[KeyPath, tuple[int, int]] = {}
        self._tokens = tokens
        self._next = 0
        self._tables: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while self._after_blanks():
            if self._peek.text == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> KeyPath:
        line = self._take().line
        repeated = self._peek.text == "["
        if repeated:
            self._take()
        keys = self._key()
        self._take()
        if repeated:
            self._take()
        path = self._table(keys, repeated=repeated)
        self._record(path, line)
        return path

    def _table(self, keys: tuple[str, ...], *, repeated: bool) -> KeyPath:
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self._latest((*path, key))
        path = (*path, keys[-1])
        if repeated:
            self._tables[path] = self._tables.get(path, 0) + 1
        return self._latest(path)

    def _latest(self, path: KeyPath) -> KeyPath:
        return (*path, self._tables[path] - 1) if path in self._tables else path

    def _pair(self, table: KeyPath) -> None:
        line = self._peek.line
        path = (*table, *self._key())
        self._record(path, line)
        self._take()
        start = self._peek.start
        self._value(path)
        last = self._tokens[self._next - 1]
        self.spans[path] = (start, last.start + len(last.text))

    def _value(self, path: KeyPath) -> None:
        if self._peek.text == "[":
            self._array(path)
        elif self._peek.text == "{":
            self._inline_table(path)
        else:
            while self._peek.kind not in _BLANK and self._peek.text not in _END_OF_VALUE:
                self._take()

    def _array(self, path: KeyPath) -> None:
        self._take()
        index = 0
        while self._after_blanks() and self._peek.text != "]":
            if self._peek.text == ",":
                self._take()
                continue
            self._record((*path, index), self._peek.line)
            self._value((*path, index))
            index += 1
        self._take()

    def _inline_table(self, path: KeyPath) -> None:
        self._take()
        while self._after_blanks() and self._peek.text != "}":
            if self._peek.text == ",":
                self._take()
            else:
                self._pair(path)
        self._take()

    def _key(self) -> tuple[str, ...]:
        parts = []
        while self._peek.text not in ("=", "]"):
            token = self._take()
            if token.kind == "string":
                parts.append(str(tomllib.loads(f"key = {token.text}")["key"]))
            elif token.kind == "bare":
                parts.append(token.text)
        return tuple(parts)

    def _record(self, path: KeyPath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.lines.setdefault(path[:length], line)

    def _after_blanks(self) -> bool:
        while self._next < len(self._tokens) and self._peek.kind in _BLANK:
            self._next += 1
        return self._next < len(self._tokens)

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        self._next += 1
        return self._tokens[self._next - 1]
