"""Settings as TOML text."""

from __future__ import annotations

import json
from collections.abc import Iterable

from testguard.config.shape import Bar, StackThresholds
from testguard.model.requirement import Requirement
from testguard.patterns import regex

_BARE = regex(r"[A-Za-z0-9_-]+")


def toml_value(value: object) -> str:
    """A setting of a `Config` as a TOML value on one line.

    Of a requirement, that is its id and its text. A list of bars or of pairs becomes an inline
    table; bars keep the digits they were written with.
    """
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, Bar):
        return value.value
    if isinstance(value, Requirement):
        return f"{{ id = {toml_string(value.id)}, text = {toml_string(value.text)} }}"
    if isinstance(value, StackThresholds):
        modules, bars = toml_value(value.modules), toml_value(value.bars)
        reason = f", reason = {toml_string(value.reason)}" if value.reason else ""
        return f"{{ modules = {modules}, thresholds = {bars}{reason} }}"
    if not isinstance(value, tuple):
        raise TypeError(f"no TOML for {type(value).__name__}")
    if value and isinstance(value[0], Bar):
        return _table((bar.name, bar.value) for bar in value)
    if value and isinstance(value[0], tuple):
        return _table((key, toml_value(item)) for key, item in value)
    return f"[{', '.join(toml_value(item) for item in value)}]"


def toml_string(text: str) -> str:
    """A basic string; JSON's escapes are a subset of TOML's, except for DEL."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(key: str) -> str:
    """A key, quoted where it must be."""
    return key if _BARE.fullmatch(key) else toml_string(key)


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{ {', '.join(f'{toml_key(key)} = {value}' for key, value in pairs)} }}"
