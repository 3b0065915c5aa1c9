"""Settings written into a TOML file that somebody formatted with care."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from testguard.config.document import dotted_key
from testguard.config.lines import KeyPath, key_lines, value_spans
from testguard.config.render import toml_key, toml_string, toml_value
from testguard.errors import ConfigError

BOM = "\ufeff"


class Edit(Struct, frozen=True):
    """``value``, a string or number as TOML, is to stand at ``path``, whose tables are made."""

    path: KeyPath
    value: str


class NewStack(Struct, frozen=True):
    """A ``[[stack]]`` to add: thresholds by name, as TOML, for one stack module."""

    module: str
    thresholds: Mapping[str, str]
    reason: str


def edited(text: str, name: str, edits: Sequence[Edit]) -> str:
    """``text`` with the ``edits``, byte for byte the same elsewhere.

    A table that is missing comes at the end. Raises `ConfigError`, which calls the file ``name``,
    where the file is written so that this cannot be done.
    """
    before = BOM if text.startswith(BOM) else ""
    plain = text.removeprefix(BOM)
    expected = tomllib.loads(plain)
    spans = value_spans(plain)
    known = [(*spans[edit.path], edit.value) for edit in edits if edit.path in spans]
    after = plain
    for start, end, value in sorted(known, reverse=True):
        after = after[:start] + value + after[end:]
    new = [edit for edit in edits if edit.path not in spans]
    for table in dict.fromkeys(edit.path[:-1] for edit in new):
        pairs = [(str(edit.path[-1]), edit.value) for edit in new if edit.path[:-1] == table]
        after = _with_keys(after, table, pairs)
    for edit in edits:
        _table(expected, edit.path)[edit.path[-1]] = tomllib.loads(f"_ = {edit.value}")["_"]
    if _data(after) != expected:
        wanted = ", ".join(f"{dotted_key(edit.path)} = {edit.value}" for edit in edits)
        raise _unwritable(name, f"write it by hand: {wanted}")
    return before + after


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


def _with_keys(text: str, table: KeyPath, pairs: Sequence[tuple[str, str]]) -> str:
    """``text`` with new keys, written as those that the table has, and below the last of them."""
    added = [f"{toml_key(key)} = {value}" for key, value in pairs]
    lines, spans = key_lines(text), value_spans(text)
    own = [path for path in lines if path[:-1] == table]
    if table not in lines:
        return _appended(text, [f"\n[{dotted_key(table)}]\n", *(f"{each}\n" for each in added)])
    if table in spans:
        start = spans[own[-1]][1] if own else spans[table][0] + 1
        return text[:start] + (", " if own else "") + ", ".join(added) + text[start:]
    rows = text.split("\n")
    at = max((lines[path] for path in own), default=lines[table])
    if lines[table] in {lines[path] for path in own}:
        key = rows[at - 1].partition("=")[0].rpartition(".")[0]
        added = [f"{key}.{each}" for each in added]
    head, tail = "\n".join(rows[:at]), "\n".join(rows[at:])
    below = "\n" if rows[at:] else ""
    return _appended(head + below, [f"{each}\n" for each in added]) + tail


def _block(header: str, stack: NewStack) -> str:
    bars = ", ".join(f"{toml_key(name)} = {value}" for name, value in stack.thresholds.items())
    return (
        f"\n[[{header}]]\n"
        f"modules = {toml_value((stack.module,))}\n"
        f"thresholds = {{ {bars} }}\n"
        f"reason = {toml_string(stack.reason)}\n"
    )


def _data(text: str) -> dict[str, Any]:
    """The data of a TOML text, or nothing where it is none."""
    try:
        return tomllib.loads(text.removeprefix(BOM))
    except tomllib.TOMLDecodeError:
        return {}


def _table(data: Any, path: KeyPath) -> Any:
    """The table that holds the last key of ``path``, made where it is missing."""
    for key in path[:-1]:
        data = data.setdefault(key, {}) if isinstance(key, str) else data[key]
    return data


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text and "\n" not in text.replace("\r\n", "") else "\n"


def _unwritable(name: str, hint: str) -> ConfigError:
    return ConfigError(f"{name}: is written so that testguard cannot change it", hint=hint)
