"""Python code of values, and words of names."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Callable
from typing import Any

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(name: str) -> str:
    """``db_instance_class`` for ``DBInstanceClass``."""
    text = re.sub(r"[^A-Za-z0-9]+", "_", _CAMEL.sub("_", name)).strip("_").lower() or "it"
    if keyword.iskeyword(text):
        return f"{text}_"
    return f"_{text}" if text[0].isdigit() else text


def label(path: str) -> str:
    """The part of a construct path that tells a resource from others of its stack."""
    inner = path.partition("/")[2] or path
    return re.sub(r"/(Resource|Default)$", "", inner)


class Code(str):
    """An expression among values."""

    __slots__ = ()


class JsonText(dict[str, Any]):
    """An object that is handed over as a JSON string."""


def spelled(value: Any) -> str:
    """``value`` as an expression."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, JsonText):
        return f"json.dumps({_object(value, spelled)})"
    if isinstance(value, dict):
        return _object(value, spelled)
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    if isinstance(value, tuple):
        return "(" + "".join(f"{spelled(each)}, " for each in value) + ")"
    return repr(value)


def _object(value: dict[str, Any], spell: Callable[[Any], str]) -> str:
    return "{" + ", ".join(f"{key!r}: {spell(item)}" for key, item in value.items()) + "}"


def formatted(text: str, names: dict[str, str]) -> str:
    """A string in which the values of ``names`` stand as expressions; names by value."""
    found = sorted((each for each in names if each in text), key=len, reverse=True)
    if not found:
        return repr(text)
    if text in names:
        return names[text]
    choices = re.compile("|".join(map(re.escape, found)))
    literals = choices.split(text)
    parts = choices.findall(text)
    inner = "".join(
        each.replace("{", "{{").replace("}", "}}") + "".join(f"{{{names[name]}}}" for name in after)
        for each, after in zip(literals, [*([each] for each in parts), []], strict=True)
    )
    if any(each in inner for each in ("\\", "\n", "'")):
        return f"{json.dumps(text)}" if not parts else _joined(literals, parts, names)
    return f"f'{inner}'"


def _joined(literals: list[str], parts: list[str], names: dict[str, str]) -> str:
    pieces: list[str] = []
    for number, each in enumerate(literals):
        if each:
            pieces.append(repr(each))
        if number < len(parts):
            pieces.append(names[parts[number]])
    return " + ".join(pieces)


def pattern(text: str) -> str:
    """A regular expression, as code, for exactly ``text``."""
    escaped = re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", text)
    return f"r{escaped!r}".replace("\\\\", "\\") if "\\" in escaped else repr(escaped)
