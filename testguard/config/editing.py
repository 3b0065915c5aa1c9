"""Settings written into a TOML file that somebody formatted with care."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from testguard.config.document import dotted_key
from testguard.config.lines import KeyPath, key_lines
from testguard.config.render import toml_key, toml_string, toml_value
from testguard.errors import ConfigError

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """``value``, a string or number as TOML, is to stand at ``path``, whose tables are made."""

    path: KeyPath
    value: str


@dataclass(frozen=True, slots=True)
class NewStack:
    """A ``[[stack]]`` to add: thresholds by name, as TOML, for one stack module."""

    module: str
    thresholds: Mapping[str, str]
    reason: str


def edited(text: str, name: str, edits: Sequence[Edit]) -> str:
    """``text`` with the ``edits``, byte for byte the same elsewhere.

    A table that is missing comes at the end. Raises `ConfigError`, which calls the file ``name``,
    where the file is written so that this cannot be done.
    """
    expected = _data(text)
    after = _with_values(text, name, [edit for edit in edits if _holds(expected, edit.path)])
    new = [edit for edit in edits if not _holds(expected, edit.path)]
    for table in dict.fromkeys(edit.path[:-1] for edit in new):
        pairs = [(str(edit.path[-1]), edit.value) for edit in new if edit.path[:-1] == table]
        after = _with_keys(after, name, table, pairs)
    for edit in edits:
        _table(expected, edit.path)[edit.path[-1]] = tomllib.loads(f"_ = {edit.value}")["_"]
    if _data(after) != expected:
        wanted = ", ".join(f"{dotted_key(edit.path)} = {edit.value}" for edit in edits)
        raise _unwritable(name, f"write it by hand: {wanted}")
    return after


def with_stacks(text: str, name: str, section: KeyPath, stacks: Iterable[NewStack]) -> str:
    """``text`` with the tables of ``stacks`` at its end; ``section`` is where the settings are.

    Raises `ConfigError` where the file writes `stack` or a table around it as a value.
    """
    header = dotted_key((*section, "stack"))
    blocks = [_block(header, stack) for stack in stacks]
    after = _appended(text, blocks)
    if not _data(after):
        hint = f"write `stack` as [[{header}]] tables, or add by hand:{''.join(blocks)}"
        raise _unwritable(name, hint.rstrip())
    return after


def _appended(text: str, blocks: Iterable[str]) -> str:
    """``text`` and ``blocks`` at its end, each of which begins with an empty line."""
    added = "".join(blocks)
    if added and text and not text.endswith("\n"):
        added = "\n" + added
    return text + added.replace("\n", _newline(text))


def _with_values(text: str, name: str, edits: Iterable[Edit]) -> str:
    """``text`` with other values of keys that are there, or in an inline table."""
    document = _parse(text, name)
    for edit in edits:
        _table(document, edit.path)[edit.path[-1]] = tomlkit.value(edit.value)
    written = tomlkit.dumps(document)
    before = BOM if text.startswith(BOM) else ""
    return before + (written if _newline(text) == "\n" else _with_crlf(written))


def _with_keys(text: str, name: str, table: KeyPath, pairs: Sequence[tuple[str, str]]) -> str:
    """``text`` with new keys: below the last one of a table, whose comments stay where they are."""
    added = "".join(f"{toml_key(key)} = {value}\n" for key, value in pairs)
    lines = key_lines(text.removeprefix(BOM))
    if table not in lines:
        return _appended(text, [f"\n[{dotted_key(table)}]\n{added}"])
    own = [line for path, line in lines.items() if path[:-1] == table]
    if lines[table] in own:
        return _with_values(text, name, [Edit((*table, key), value) for key, value in pairs])
    rows = text.split("\n")
    at = max(own, default=lines[table])
    head, tail = "\n".join(rows[:at]), "\n".join(rows[at:])
    below = "\n" if rows[at:] else ""
    return _appended(head + below, [added]) + tail


def _block(header: str, stack: NewStack) -> str:
    bars = ", ".join(f"{toml_key(name)} = {value}" for name, value in stack.thresholds.items())
    return (
        f"\n[[{header}]]\n"
        f"modules = {toml_value((stack.module,))}\n"
        f"thresholds = {{ {bars} }}\n"
        f"reason = {toml_string(stack.reason)}\n"
    )


def _parse(text: str, name: str) -> tomlkit.TOMLDocument:
    """The document, if writing it unchanged gives the same bytes."""
    plain = text.removeprefix(BOM)
    try:
        document = tomlkit.parse(plain)
    except TOMLKitError:
        document = tomlkit.document()
    if tomlkit.dumps(document) != plain:
        raise _unwritable(name, "use plain tables for the thresholds")
    return document


def _data(text: str) -> dict[str, Any]:
    """The data of a TOML text, or nothing where it is none."""
    try:
        return tomllib.loads(text.removeprefix(BOM))
    except tomllib.TOMLDecodeError:
        return {}


def _holds(data: Any, path: KeyPath) -> bool:
    for key in path:
        if isinstance(data, dict) and key not in data:
            return False
        data = data[key]
    return True


def _table(data: Any, path: KeyPath) -> Any:
    """The table that holds the last key of ``path``, made where it is missing."""
    for key in path[:-1]:
        data = data.setdefault(key, {}) if isinstance(key, str) else data[key]
    return data


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text and "\n" not in text.replace("\r\n", "") else "\n"


def _with_crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _unwritable(name: str, hint: str) -> ConfigError:
    return ConfigError(f"{name}: is written so that testguard cannot change it", hint=hint)
