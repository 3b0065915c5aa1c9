"""Values from types: what the classes of a provider's SDK declare, filled in.

The types come from the classes' own annotations, as `pulumi._types` reads them, so that any
provider package works.
"""

from __future__ import annotations

import collections.abc
import json
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, Union

import pulumi
from msgspec import Struct
from pulumi import _types

from testguard_pulumi.strings import number, text
from testguard_pulumi.subject import Subject, singular, snake
from testguard_pulumi.wire import EMPTY_ARCHIVE, EMPTY_ASSET, RESOURCE_TAG, SECRET_TAG, TAG, Wire

DEPTH = 4  # nested objects that are filled whole; below, only what must be there
_BOTTOM = -3
_LENGTH = 3  # of lists of plain values: as many as there are availability zones
_LISTS = (list, collections.abc.Sequence, collections.abc.Iterable, tuple, set)
_MAPS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
_UNIONS = (Union, types.UnionType)
_KEYS = {"uris": ("GRAPHQL", "REALTIME"), "identityProfile": ("kubeletidentity",)}
_SCALARS = (str, int, float, bool)
_OPTIONALS = ("Optional[", "typing.Optional[", "_typing.Optional[")
_NO_KEYS = ("tags", "labels", "annotations")


class Declared(Struct, frozen=True):
    """A property as its class declares it: its type without `Optional`, and whether that stood."""

    type: Any
    optional: bool = False


@cache
def resource_types(class_: type) -> Mapping[str, Declared]:
    """The output properties of a resource class by their wire names."""
    return _declared(class_, _types.resource_types(class_))


@cache
def object_types(class_: type) -> Mapping[str, Declared]:
    """The properties of an output type by their wire names."""
    return _declared(class_, _types.output_type_types(class_))


def _declared(class_: type, types_: Mapping[str, Any]) -> dict[str, Declared]:
    hints = {wire: hint for name, wire, hint in _hints(class_)}
    return {
        name: Declared(type_, _says_optional(hints.get(name))) for name, type_ in types_.items()
    }


def _hints(class_: type) -> Iterator[tuple[str, str, Any]]:
    """Python name, wire name and annotation of each getter; Pulumi's readers drop `Optional`."""
    for name, wire, getter in _types._py_properties(class_):  # noqa: SLF001 - no public way
        yield name, wire, getattr(getter.fget, "__annotations__", {}).get("return")


def _says_optional(hint: Any) -> bool:
    if isinstance(hint, str):
        inside = hint.removeprefix("pulumi.").removeprefix("Output[")
        return inside.startswith(_OPTIONALS) or inside.endswith((" | None", " | None]"))
    inner = typing.get_args(hint)
    if typing.get_origin(hint) is pulumi.Output and inner:
        return _says_optional(getattr(inner[0], "__forward_arg__", inner[0]))
    return is_optional(hint)


def is_optional(type_: Any) -> bool:
    """Whether None is a value of ``type_``."""
    return typing.get_origin(type_) in _UNIONS and type(None) in typing.get_args(type_)


def value_of(type_: Any, name: str, subject: Subject, depth: int = DEPTH) -> Wire:
    """A value of ``type_`` for the property ``name`` (as on the wire), in wire form."""
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if origin in _UNIONS:
        return value_of(_choice(arguments), name, subject, depth)
    if origin in (pulumi.Output, typing.Annotated, collections.abc.Awaitable):
        return value_of(arguments[0], name, subject, depth)
    if origin in _LISTS or type_ in _LISTS:
        return _list(arguments[0] if arguments else str, name, subject, depth)
    if origin in _MAPS or type_ in _MAPS:
        return _map(arguments[1] if len(arguments) > 1 else str, name, subject, depth)
    return _single(type_, name, subject, depth) if isinstance(type_, type) else text(subject, name)


def complete(given: Wire, type_: Any, name: str, subject: Subject) -> Wire:
    """``given`` with what its type declares and a provider would add: names, ids, addresses."""
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if origin in _UNIONS:
        return complete(given, _choice(arguments, given), name, subject)
    if origin is pulumi.Output:
        return complete(given, arguments[0], name, subject)
    if type_ is str and isinstance(given, Mapping | list) and not _is_marked(given):
        return json.dumps(given)  # documents such as policies may be given as objects
    if isinstance(given, list) and arguments:
        if origin in _MAPS:  # given as a list of keys, as azure-native takes identities
            return {str(key): value_of(arguments[1], name, subject, 1) for key in given}
        return [complete(item, arguments[0], name, subject) for item in given]
    if not isinstance(given, Mapping):
        return _coerced(given, type_)
    if TAG in given:
        return given
    if origin in _LISTS:  # a component's input may share the name of another kind of output
        return value_of(type_, name, subject)
    return _completed_object(given, type_, subject) if _is_object(type_) else given


def _coerced(given: Wire, type_: Any) -> Wire:
    """Providers take ``"true"`` for a boolean and ``"80"`` for a number."""
    if type_ is bool and isinstance(given, str):
        return given.lower() == "true"
    if type_ in (int, float) and isinstance(given, str):
        return type_(given) if given.isdigit() else given
    return str(given) if type_ is str and type(given) in (int, float) else given


def _completed_object(given: Mapping[str, Wire], type_: Any, subject: Subject) -> Wire:
    added = {}
    for key, wanted in object_types(type_).items():
        if key in given and given[key] is not None:
            added[key] = complete(given[key], wanted.type, key, subject)
        elif not wanted.optional or wanted.type is str:
            added[key] = value_of(wanted.type, key, subject, 2)
    return {**given, **added}


def _is_marked(given: Wire) -> bool:
    """Whether tagged values are in ``given``, so that it is more than a plain document."""
    if isinstance(given, Mapping):
        return TAG in given or any(map(_is_marked, given.values()))
    return isinstance(given, list) and any(map(_is_marked, given))


def _single(type_: type, name: str, subject: Subject, depth: int) -> Wire:
    if issubclass(type_, Enum):
        return next(iter(type_)).value
    if issubclass(type_, bool):
        return False
    if issubclass(type_, int):
        return number(subject, name)
    if issubclass(type_, float):
        return float(number(subject, name))
    if _is_object(type_):
        return _object(type_, subject, depth)
    if issubclass(type_, pulumi.Asset | pulumi.Archive):
        return dict(EMPTY_ASSET if issubclass(type_, pulumi.Asset) else EMPTY_ARCHIVE)
    if issubclass(type_, pulumi.Resource):
        token = getattr(type_, "pulumi_type", "")
        urn = f"urn:pulumi:stack::project::{token}::{subject.name}-{snake(name)}"
        return {TAG: RESOURCE_TAG, "urn": urn, "id": text(subject, "id")} if token else None
    return text(subject, name)


def _is_object(type_: Any) -> bool:
    return isinstance(type_, type) and bool(_types.is_output_type(type_))


def _object(type_: type, subject: Subject, depth: int) -> Wire:
    if depth <= _BOTTOM:  # types may contain themselves
        return {}
    return {
        key: value_of(wanted.type, key, subject, depth - 1)
        for key, wanted in object_types(type_).items()
        if depth > 1 or not wanted.optional or wanted.type in _SCALARS
    }


def _list(item: Any, name: str, subject: Subject, depth: int) -> Wire:
    if depth < 1:
        return []
    if _is_plain(item):
        return [_numbered(item, name, index, subject) for index in range(_LENGTH)]
    return [value_of(item, singular(name), subject, depth)]


def _is_plain(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, str | int) and not issubclass(type_, Enum)


def _numbered(item: Any, name: str, index: int, subject: Subject) -> Wire:
    if not issubclass(item, str):
        return value_of(item, name, subject)
    stem = snake(singular(name))
    if stem in {"availability_zone", "zone", "zone_name"} and subject.region:
        return subject.region + "abc"[index]
    if not index:
        return text(subject, singular(name))
    other = Subject(subject.token, f"{subject.name}-{index}", subject.region)
    return text(other, singular(name))


def _map(item: Any, name: str, subject: Subject, depth: int) -> Wire:
    if depth < 1 or any(snake(name).startswith(each) for each in _NO_KEYS):
        return {}
    keys = _KEYS.get(name, ("key",))
    return {key: value_of(item, name, subject, depth - 1) for key in keys}


def _choice(arguments: tuple[Any, ...], given: Wire = None) -> Any:
    """The member of a union: that of ``given``'s shape, else an enum, else the first."""
    members = [each for each in arguments if each is not type(None)]
    if isinstance(given, Mapping):
        fitting = [each for each in members if _is_object(each)]
        known = {key for key in given if key != TAG}
        fitting.sort(key=lambda each: len(known - object_types(each).keys()))
        return (fitting or members)[0]
    enums = [each for each in members if isinstance(each, type) and issubclass(each, Enum)]
    return (enums or members)[0]


def fill(
    declared: Mapping[str, Declared],
    given: Mapping[str, Wire],
    subject: Subject,
    *,
    unset: frozenset[str] = frozenset(),
) -> dict[str, Wire]:
    """``given`` completed, and a value for every other property that is ``declared``.

    ``unset`` are inputs that were not given: where None is a value of theirs, that is what a
    provider gives back.
    """
    filled: dict[str, Wire] = {}
    for name, wanted in declared.items():
        value = given.get(name)
        if value is not None:
            filled[name] = _completed(value, wanted.type, name, subject)
        elif name in unset and wanted.optional:
            filled[name] = None
        else:
            filled[name] = value_of(wanted.type, name, subject)
    if "tagsAll" in filled and "tags" in given:
        filled["tagsAll"] = given["tags"]
    return {**given, **filled}


def _completed(value: Wire, type_: Any, name: str, subject: Subject) -> Wire:
    if isinstance(value, Mapping) and value.get(TAG) == SECRET_TAG:
        return {**value, "value": complete(value.get("value"), type_, name, subject)}
    return complete(value, type_, name, subject)
