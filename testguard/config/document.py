"""A TOML file as settings that know where they stand."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from msgspec import Struct

from testguard.config.lines import KeyPath, key_lines
from testguard.errors import ConfigError
from testguard.patterns import regex

_PLACE = regex(r" ?\((?:at line (\d+), column (\d+)|at end of document)\)$")
_BARE = regex(r"[A-Za-z0-9_-]+")


class Document(Struct, frozen=True):
    """A parsed TOML file: the name to show, its data, and the line of each key."""

    name: str
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """The line of ``path``, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class Setting(Struct, frozen=True):
    """A value of a document; ``path`` leads to it, ``section`` is how much of that is left unsaid.

    ``[tool.testguard]`` is a section of two keys: they are not repeated in every message.
    """

    document: Document
    path: KeyPath
    value: object
    section: int = 0

    @property
    def origin(self) -> str:
        """``file:line``."""
        return f"{self.document.name}:{self.document.line(self.path)}"

    @property
    def key(self) -> str:
        """The dotted key: ``severity.TG104``, ``select[0]``."""
        return dotted_key(self.path[self.section :])

    def entries(self) -> list[tuple[str, Setting]]:
        """The keys of a table and their values. Raises `ConfigError` for anything else."""
        if not isinstance(self.value, dict):
            raise self.wrong("a table")
        return [(str(key), self._at(key, value)) for key, value in self.value.items()]

    def elements(self, expected: str = "a list") -> list[Setting]:
        """The elements of an array. Raises `ConfigError` for anything else."""
        if not isinstance(self.value, list):
            raise self.wrong(expected)
        return [self._at(index, value) for index, value in enumerate(self.value)]

    def error(self, message: str, hint: str = "") -> ConfigError:
        """An error that says where this setting stands."""
        return ConfigError(f"{self.origin}: {message}", hint=hint)

    def wrong(self, expected: str, hint: str = "") -> ConfigError:
        """The error of a value that is of the wrong type or out of range."""
        name = f"{self.key} must be" if self.key else "the configuration must be"
        return self.error(f"{name} {expected}, not {_shown(self.value)}", hint)

    def unknown(self, allowed: Iterable[str]) -> ConfigError:
        """The error of a key that does not exist, with the nearest one that does."""
        return self.error(f"unknown key {self.key!r}", nearest(str(self.path[-1]), allowed))

    def _at(self, key: str | int, value: object) -> Setting:
        return Setting(self.document, (*self.path, key), value, self.section)


def nearest(word: str, allowed: Iterable[str]) -> str:
    """A hint that names the nearest of ``allowed``, or all of them where none is near."""
    known = sorted(allowed)
    close = get_close_matches(word, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(known)}"


def dotted_key(path: KeyPath) -> str:
    """``("stack", 0, "lib/*.py")`` as ``stack[0]."lib/*.py"``."""
    parts = [
        f"[{key}]" if isinstance(key, int) else "." + (key if _BARE.fullmatch(key) else f'"{key}"')
        for key in path
    ]
    return "".join(parts).removeprefix(".")


def read_document(path: Path, name: str) -> Document:
    """The document in the file at ``path``, called ``name`` in messages.

    Raises `ConfigError` for a file that is missing, not a file, not UTF-8 or not TOML.
    """
    return parse_document(read_whole(path, name), name)


def parse_document(data: bytes, name: str) -> Document:
    """The document in ``data``, called ``name`` in messages.

    Raises `ConfigError` for what is not UTF-8 or not TOML.
    """
    text = _decoded(data, name)
    try:
        table = tomllib.loads(text, parse_float=_exact)
        return Document(name, table, key_lines(text))
    except ValueError as error:
        raise _syntax_error(name, error) from error
    except RecursionError as error:
        raise ConfigError(f"{name}: is nested too deeply to be a configuration") from error


def read_whole(path: Path, name: str) -> bytes:
    """The bytes of a file, called ``name`` in messages. Raises `ConfigError`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ConfigError(f"{name}: is not a file", hint="name a file")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(f"{name}: no such file", hint="check the path of --config") from error
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read: {error.strerror or error}") from error


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"{name}:{line}: is not UTF-8, which TOML must be"
        raise ConfigError(message, hint="save the file as UTF-8") from error


def _syntax_error(name: str, error: ValueError) -> ConfigError:
    message = str(error)
    place = _PLACE.search(message)
    where = f":{place[1]}:{place[2]}" if place and place[1] else ""
    what = _PLACE.sub("", message) + (" at the end of the file" if place and not place[1] else "")
    return ConfigError(f"{name}{where}: not valid TOML: {what}")


def _exact(number: str) -> Decimal:
    try:
        return Decimal(number)
    except InvalidOperation:
        return Decimal("NaN")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 64:  # noqa: PLR2004
        return "so large a number"
    text = str(value) if isinstance(value, int | Decimal) else repr(str(value))
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - fits on a line
