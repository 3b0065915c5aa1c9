"""pytest's configuration files: where they are looked for, and what they say.

Formats and precedence follow https://docs.pytest.org/en/stable/reference/customize.html.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import iniconfig
from msgspec import Struct

Options = Mapping[str, Any]


class BrokenIni(Exception):
    """A configuration file that pytest would refuse; ``line`` counts from 1, 0 where unknown."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


class Ini(Struct, frozen=True):
    """The options of one file, as written: strings, or lists of strings in TOML."""

    options: Options
    text: str

    def words(self, name: str) -> tuple[str, ...] | None:
        """The value of a list option; None where the file does not set it.

        Raises `BrokenIni` for a value that is no list of words.
        """
        value = self.options.get(name)
        if value is None:
            return None
        try:
            words = shlex.split(value) if isinstance(value, str) else value
        except ValueError as error:
            raise BrokenIni(f"{name}: {error}", self._line(name)) from error
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise BrokenIni(f"{name} is not a list of words", self._line(name))
        return tuple(words)

    def _line(self, name: str) -> int:
        found = re.search(rf"^[ \t]*{re.escape(name)}\b", self.text, re.MULTILINE)
        return self.text.count("\n", 0, found.start()) + 1 if found else 0


def read_ini(name: str, text: str) -> Ini | None:
    """The pytest options in a file called ``name``; None where it holds none and does not count.

    Raises `BrokenIni` where the file cannot be parsed.
    """
    options = _READERS[name](text.removeprefix("\ufeff"))
    return None if options is None else Ini(options, text)


def _pytest_toml(text: str) -> Options | None:
    return _table(_toml(text), "pytest") or {}


def _pyproject(text: str) -> Options | None:
    pytest = _table(_table(_toml(text), "tool") or {}, "pytest")
    if pytest is None:
        return None
    native = {key: value for key, value in pytest.items() if key != "ini_options"}
    return native or _table(pytest, "ini_options")


def _pytest_ini(text: str) -> Options | None:
    return _section(text, "pytest") or {}


def _tox_ini(text: str) -> Options | None:
    return _section(text, "pytest")


def _setup_cfg(text: str) -> Options | None:
    return _section(text, "tool:pytest")


_READERS: Mapping[str, Callable[[str], Options | None]] = {
    "pytest.toml": _pytest_toml,
    ".pytest.toml": _pytest_toml,
    "pytest.ini": _pytest_ini,
    ".pytest.ini": _pytest_ini,
    "pyproject.toml": _pyproject,
    "tox.ini": _tox_ini,
    "setup.cfg": _setup_cfg,
}
INI_NAMES = tuple(_READERS)
"""In pytest's order: of several in one folder, the first that counts is used."""


def _toml(text: str) -> Options:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BrokenIni(str(error), int(line[1]) if line else text.count("\n") + 1) from error
    except RecursionError as error:
        raise BrokenIni("is nested too deeply") from error


def _table(document: Options, name: str) -> Options | None:
    table = document.get(name)
    return table if isinstance(table, dict) else None


def _section(text: str, name: str) -> Options | None:
    try:
        document = iniconfig.IniConfig("ini", data=text)
    except iniconfig.ParseError as error:
        raise BrokenIni(error.msg, error.lineno + 1) from error
    return dict(document[name].items()) if name in document else None
