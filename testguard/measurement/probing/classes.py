"""Watching how dataclasses, attrs, pydantic models and named tuples are constructed."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from types import FunctionType
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


ABSENT = object()


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
    defaults = _defaults(original)

    @functools.wraps(original)
    def construct(first: Any, /, *arguments: Any, **keywords: Any) -> Any:
        __tracebackhide__ = True
        _share_defaults(construct, original)
        if _owned(first, cls):
            given = {**dict(zip(defaults, arguments, strict=False)), **keywords}
            for index, probe in fields.items():
                if _fires(probe, given, defaults):
                    ledger.fire(index, given.get(probe.name))
        try:
            return original(first, *arguments, **keywords)
        except Exception as error:
            ledger.refuse(error, [index for index, limit in limits.items() if _names(error, limit)])
            raise

    if isinstance(original, FunctionType):
        construct.__defaults__ = original.__defaults__  # type: ignore[attr-defined]
        construct.__kwdefaults__ = original.__kwdefaults__  # type: ignore[attr-defined]
        construct.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
    _set(cls, name, construct)


def _fires(probe: Probe, given: Mapping[str, Any], defaults: Mapping[str, Any]) -> bool:
    if probe.watch is Watch.LEFT_OUT_FIELD:
        return probe.name not in given
    # a copy by `replace` or `evolve` passes every field what it holds, untouched defaults too
    return probe.name in given and given[probe.name] is not defaults.get(probe.name, ABSENT)


def _share_defaults(replacement: Any, original: Any) -> None:
    """Give ``original`` the defaults that were set on its replacement since."""
    if not isinstance(original, FunctionType):
        return
    if replacement.__defaults__ is not original.__defaults__:
        original.__defaults__ = replacement.__defaults__
    if replacement.__kwdefaults__ is not original.__kwdefaults__:
        original.__kwdefaults__ = replacement.__kwdefaults__


def _owned(first: Any, cls: type) -> bool:
    return isinstance(first, cls) or (isinstance(first, type) and issubclass(first, cls))


def _set(cls: type, name: str, construct: Callable[..., Any]) -> None:
    try:
        setattr(cls, name, staticmethod(construct) if name == "__new__" else construct)
    except (AttributeError, TypeError):
        return


def _defaults(original: Callable[..., Any]) -> dict[str, Any]:
    """The defaults of a constructor's parameters, in the order of their positions."""
    try:
        parameters = list(inspect.signature(original).parameters.values())[1:]
    except (TypeError, ValueError):
        return {}
    places = sorted(parameters, key=lambda each: each.kind is each.KEYWORD_ONLY)
    return {each.name: each.default for each in places}


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
