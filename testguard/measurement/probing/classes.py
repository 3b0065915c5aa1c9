"""Watching how dataclasses, attrs, pydantic models and named tuples are constructed."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from testguard.model.contract import Probe, Watch

PYDANTIC_TYPES = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
    "multiple_of": "multiple_of",
    "string_too_short": "min_length",
    "too_short": "min_length",
    "string_too_long": "max_length",
    "too_long": "max_length",
    "string_pattern_mismatch": "pattern",
    "decimal_max_digits": "max_digits",
    "decimal_max_places": "decimal_places",
}

ATTRS_WORDS = {
    "ge": " >= ",
    "gt": " > ",
    "le": " <= ",
    "lt": " < ",
    "in_": " be in ",
    "matches_re": " match regex ",
    "instance_of": " must be <class ",
    "min_len": " >= ",
    "max_len": " <= ",
}


class Ledger(Protocol):
    """Where observations go."""

    def fire(self, index: int, value: Any) -> None:
        """A watcher fired."""

    def refuse(self, error: BaseException, indexes: Any) -> None:
        """A construction was refused."""


def observe(cls: type, probes: Mapping[int, Probe], ledger: Ledger) -> None:
    """Let ``ledger`` know which fields each construction of ``cls`` gives and which refuse it.

    The generated constructor is replaced by one that calls it; name, signature and identity of
    the class stay what they are. A class that does not let its constructor be set is left alone.
    """
    name = "__new__" if issubclass(cls, tuple) else "__init__"
    original = getattr(cls, name)
    fields = {
        index: probe for index, probe in probes.items() if probe.watch is not Watch.CONSTRAINT
    }
    limits = {
        index: probe.name for index, probe in probes.items() if probe.watch is Watch.CONSTRAINT
    }
    positions = _positions(original)

    @functools.wraps(original)
    def construct(first: Any, /, *arguments: Any, **keywords: Any) -> Any:
        given = {*positions[: len(arguments)], *keywords}
        if _owned(first, cls):
            for index, probe in fields.items():
                if (probe.name in given) is (probe.watch is Watch.GIVEN_FIELD):
                    value = _value(probe.name, positions, arguments, keywords)
                    ledger.fire(index, value)
        try:
            return original(first, *arguments, **keywords)
        except Exception as error:
            ledger.refuse(error, [index for index, limit in limits.items() if _names(error, limit)])
            raise

    _set(cls, name, construct)


def _owned(first: Any, cls: type) -> bool:
    return isinstance(first, cls) or (isinstance(first, type) and issubclass(first, cls))


def _set(cls: type, name: str, construct: Callable[..., Any]) -> None:
    try:
        setattr(cls, name, staticmethod(construct) if name == "__new__" else construct)
    except (AttributeError, TypeError):
        return


def _positions(original: Callable[..., Any]) -> list[str]:
    try:
        parameters = list(inspect.signature(original).parameters.values())[1:]
    except (TypeError, ValueError):
        return []
    return [
        each.name
        for each in parameters
        if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
    ]


def _value(
    name: str, positions: list[str], arguments: tuple[Any, ...], keywords: Mapping[str, Any]
) -> Any:
    if name in keywords:
        return keywords[name]
    place = positions.index(name) if name in positions else len(arguments)
    return arguments[place] if place < len(arguments) else None


def _names(error: Exception, limit: str) -> bool:
    """Whether ``error`` tells of the field and constraint in ``limit``, such as ``size:ge``."""
    name, _, constraint = limit.partition(":")
    errors = getattr(error, "errors", None)
    if callable(errors):
        return any(
            str((each.get("loc") or ("",))[0]) == name
            and PYDANTIC_TYPES.get(each.get("type", "")) == constraint
            for each in errors()
        )
    message = str(error.args[0]) if error.args else ""
    return f"'{name}'" in message and ATTRS_WORDS.get(constraint, "") in message
