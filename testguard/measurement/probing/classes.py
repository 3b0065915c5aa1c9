"""Watching how dataclasses, attrs, pydantic models and named tuples are constructed."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from inspect import Parameter
from types import FunctionType
from typing import Any, Protocol

from msgspec import Struct

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


FIELDS_SET = "__pydantic_fields_set__"
PYDANTIC_WAYS = ("model_validate", "model_validate_json", "model_validate_strings")
NO_DEFAULT = object()
POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


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
    watch = _Watch(cls, probes, ledger, _defaults(getattr(cls, name)))
    construct = _constructor(getattr(cls, name), watch)
    _set(cls, name, staticmethod(construct) if name == "__new__" else construct)
    for way in PYDANTIC_WAYS:
        if hasattr(cls, FIELDS_SET) and hasattr(cls, way):
            _set(cls, way, classmethod(_validator(getattr(cls, way).__func__, watch)))


class _Watch(Struct, frozen=True, dict=True):
    """What is watched of one class; ``defaults`` are those of its constructor's parameters."""

    cls: type
    probes: Mapping[int, Probe]
    ledger: Ledger
    defaults: Mapping[str, Parameter]

    def note(self, made: Any, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> None:
        """Note a construction; pydantic itself knows which fields it was given, and by any name."""
        names = getattr(made, FIELDS_SET, None)
        if names is not None:
            given = {name: getattr(made, name, None) for name in names}
        else:
            given = dict(zip(self.places, arguments, strict=False))
            given.update((self.aliases.get(name, name), value) for name, value in keywords.items())
        for index, name in self.fields_left_out:
            if name not in given:
                self.ledger.fire(index, None)
        for index, name, default in self.fields_given:
            # a copy by `replace` or `evolve` passes every field what it holds, untouched ones too
            if name in given and given[name] is not default:
                self.ledger.fire(index, given[name])

    @functools.cached_property
    def fields_left_out(self) -> list[tuple[int, str]]:
        """Where it is noted that a field is left out, and its name."""
        return list(self._fields(Watch.LEFT_OUT_FIELD))

    @functools.cached_property
    def fields_given(self) -> list[tuple[int, str, object]]:
        """Where it is noted that a field is given, its name, and its default."""
        return [
            (index, name, getattr(self.defaults.get(name), "default", NO_DEFAULT))
            for index, name in self._fields(Watch.GIVEN_FIELD)
        ]

    def _fields(self, watch: Watch) -> Iterator[tuple[int, str]]:
        probes = self.probes.items()
        return ((index, probe.name) for index, probe in probes if probe.watch is watch)

    def refuse(self, error: Exception) -> None:
        """Note that ``error`` refused a construction, by the constraints that it tells of."""
        limits = (item for item in self.probes.items() if item[1].watch is Watch.CONSTRAINT)
        found = [index for index, probe in limits if _names(error, probe.name, self.aliases)]
        self.ledger.refuse(error, found)

    @functools.cached_property
    def places(self) -> tuple[str, ...]:
        """The fields that may be given by their place."""
        return tuple(each.name for each in self.defaults.values() if each.kind in POSITIONAL)

    @functools.cached_property
    def aliases(self) -> dict[str, str]:
        """The fields of a pydantic model by the other names that it takes them by."""
        found = getattr(self.cls, "__pydantic_fields__", None) or {}
        ways = {
            name: (getattr(info, "alias", None), getattr(info, "validation_alias", None))
            for name, info in found.items()
        }
        return {alias: name for name, some in ways.items() for way in some for alias in _read(way)}

    def covers(self, first: Any) -> bool:
        """Whether the first argument of a constructor is an instance, or a subclass."""
        if isinstance(first, type):
            return issubclass(first, self.cls)
        return isinstance(first, self.cls)


def _constructor(original: Any, watch: _Watch) -> Callable[..., Any]:
    @functools.wraps(original)
    def construct(first: Any, /, *arguments: Any, **keywords: Any) -> Any:
        __tracebackhide__ = True
        _share_defaults(construct, original)
        try:
            made = original(first, *arguments, **keywords)
        except Exception as error:
            watch.note(None, arguments, keywords)
            watch.refuse(error)
            raise
        if watch.covers(first):
            watch.note(first, arguments, keywords)
        return made

    if isinstance(original, FunctionType):
        construct.__defaults__ = original.__defaults__  # type: ignore[attr-defined]
        construct.__kwdefaults__ = original.__kwdefaults__  # type: ignore[attr-defined]
        construct.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
    return construct


def _validator(original: Any, watch: _Watch) -> Callable[..., Any]:
    @functools.wraps(original)
    def validate(cls: type, /, *arguments: Any, **keywords: Any) -> Any:
        __tracebackhide__ = True
        try:
            made = original(cls, *arguments, **keywords)
        except Exception as error:
            watch.refuse(error)
            raise
        watch.note(made, (), {})
        return made

    return validate


def _share_defaults(replacement: Any, original: Any) -> None:
    """Give ``original`` the defaults that were set on its replacement since."""
    if not isinstance(original, FunctionType):
        return
    if replacement.__defaults__ is not original.__defaults__:
        original.__defaults__ = replacement.__defaults__
    if replacement.__kwdefaults__ is not original.__kwdefaults__:
        original.__kwdefaults__ = replacement.__kwdefaults__


def _set(cls: type, name: str, value: object) -> None:
    try:
        setattr(cls, name, value)
    except (AttributeError, TypeError):
        return


def _defaults(original: Callable[..., Any]) -> dict[str, Parameter]:
    try:
        parameters = list(inspect.signature(original).parameters.values())[1:]
    except (TypeError, ValueError):
        return {}
    return {each.name: each for each in parameters}


def _read(way: Any) -> list[str]:
    """The names in an alias: one, pydantic's choice of several, or a path that begins with it."""
    if isinstance(way, str):
        return [way]
    path = getattr(way, "path", None)
    if path:
        return [str(path[0])]
    return [name for each in getattr(way, "choices", ()) for name in _read(each)]


def _names(error: Exception, limit: str, aliases: Mapping[str, str]) -> bool:
    """Whether ``error`` tells of the field and constraint in ``limit``, such as ``size:ge``."""
    name, _, constraint = limit.partition(":")
    errors = getattr(error, "errors", None)
    if callable(errors):
        return any(
            name in (place := str((each.get("loc") or ("",))[0]), aliases.get(place))
            and PYDANTIC_TYPES.get(each.get("type", "")) == constraint
            for each in errors()
        )
    message = str(error.args[0]) if error.args else ""
    return f"'{name}'" in message and ATTRS_WORDS.get(constraint, "") in message
