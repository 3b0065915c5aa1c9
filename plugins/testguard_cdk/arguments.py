"""Arguments for a constructor: what was given, what has a default, and guesses."""

from __future__ import annotations

import collections.abc
import inspect
import sys
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from importlib import import_module
from typing import Any, Union, cast

import aws_cdk
from constructs import Construct
from msgspec import Struct

from testguard.plugin import Code
from testguard_cdk.signatures import (
    carrier_of,
    hints,
    is_construct,
    is_ours,
    parameters,
    place_of,
    takes_any,
    unwrapped,
)
from testguard_cdk.things import Origin, Things, Unmakeable
from testguard_cdk.values import number, text

_LISTS = (list, collections.abc.Sequence, collections.abc.Iterable, tuple, set)
_PLAIN = (str, int, float, bool, type(None))
_DEEPEST = 8
_MAPPINGS = (dict, collections.abc.Mapping)
Note = Callable[[str, Any], None]


class Like(Struct, frozen=True):
    """What an app passes where nothing is annotated: an instance of a class, by its names."""

    module: str
    name: str

    def resolve(self) -> type | None:
        """The class, imported as the stack's own modules are."""
        try:
            found = getattr(import_module(self.module), self.name, None)
        except ImportError:
            return None
        return found if isinstance(found, type) else None


class Filled(Struct, frozen=True):
    """What an app passes: a mapping, or a list, of what is plain, like something, or filled."""

    items: Mapping[str, Any] | list[Any]


def like_of(value: Any, depth: int = 0) -> Like | Filled | None:
    """What an object of the CDK, or what holds some, is like; None for anything else."""
    class_ = type(value)
    if depth > _DEEPEST:
        return None
    try:
        if isinstance(value, Mapping):
            return Filled({_key(key): _item_of(key, item, depth) for key, item in value.items()})
        if isinstance(value, list | tuple):
            return Filled([_item_of("item", item, depth) for item in value])
    except Unmakeable:
        return None
    if not (hasattr(class_, "__jsii_type__") or is_construct(class_)):
        return None
    name = class_.__name__
    return Like(
        class_.__module__, name[1:-5] if name.endswith("Proxy") and name[0] == "_" else name
    )


def _key(key: Any) -> str:
    if not isinstance(key, str) or aws_cdk.Token.is_unresolved(key):
        raise Unmakeable(key)
    return key


def _item_of(key: str, item: Any, depth: int) -> Any:
    """What is plain stays as it is; what is known later is made up."""
    if isinstance(item, _PLAIN):
        made = number if isinstance(item, float) else text
        return made(key) if aws_cdk.Token.is_unresolved(item) else item
    if isinstance(item, Enum) and hasattr(type(item), "__jsii_type__"):
        return item
    like = like_of(item, depth + 1)
    if like is None:
        raise Unmakeable(key)
    return like


class Arguments(Struct, frozen=True):
    """Makes arguments of classes; ``given`` are values by ``Class.field`` or by bare name.

    ``bold`` also makes up strings for what has no telling type.
    """

    given: Mapping[str, Any]
    note: Note
    things: Things
    bold: bool = False

    def of(self, class_: type, scope: Construct | None = None, id_: str = "") -> dict[str, Any]:
        """Keyword arguments for ``class_``. Raises `Unmakeable`."""
        known = hints(class_)
        made: dict[str, Any] = {}
        for place, parameter in enumerate(parameters(class_)):
            key = parameter.name
            where = place_of(class_, place, parameter)
            if self._has(class_, key):
                made[key] = self._value(class_, key)
            elif where == "scope":
                made[key] = scope or self.things.place()
            elif where == "id":
                made[key] = id_ or class_.__name__
            else:
                self._rest(class_, parameter, known.get(key), made)
        return {**made, **self._variadic(class_, made)}

    def required(self, class_: type) -> bool:
        """Whether something besides scope and id must be given, and was not."""
        known = hints(class_)
        return any(
            parameter.default is parameter.empty
            and not place_of(class_, place, parameter)
            and not self._has(class_, parameter.name)
            and not self._is_free(class_, parameter, known.get(parameter.name))
            for place, parameter in enumerate(parameters(class_))
        )

    def _is_free(self, class_: type, parameter: inspect.Parameter, hint: Any) -> bool:
        carrier = carrier_of(class_, parameter.name, hint)
        return carrier is not None and carrier is not class_ and not self.required(carrier)

    def _rest(
        self, class_: type, parameter: inspect.Parameter, hint: Any, made: dict[str, Any]
    ) -> None:
        key, carrier = parameter.name, carrier_of(class_, parameter.name, hint)
        required = parameter.default is parameter.empty
        if carrier is not None and (required or self._concerns(carrier)):
            made[key] = self._carried(carrier)
        elif required:
            made[key] = self._made_up(class_, hint, key)
            self.note(f"{class_.__name__}.{key}", _shown(made[key]))

    def _made_up(self, class_: type, hint: Any, key: str) -> Any:
        """What the annotation tells, else what the app's own argument is like."""
        like = self.given.get(f"{class_.__name__}.{key}")
        # of a mapping, the app says more than a type does
        first = like is not None and (not hint or isinstance(like, Filled))
        try:
            return self._alike(like, key) if first else self._guess(hint, key)
        except Unmakeable:
            if like is None:
                raise
            return self._guess(hint, key) if first else self._alike(like, key)

    def _alike(self, like: Any, key: str) -> Any:
        if isinstance(like, Like):
            return self._guess(like.resolve(), key)
        if not isinstance(like, Filled):
            return like
        items = like.items
        if isinstance(items, list):
            return [self._alike(item, key.removesuffix("s")) for item in items]
        return {name: self._alike(item, name) for name, item in items.items()}

    def _carried(self, carrier: type) -> Any:
        fields = self.of(carrier)
        if typing.is_typeddict(carrier):
            return fields
        return self.things.noted(Origin(carrier(**fields), carrier, "", fields))

    def _concerns(self, carrier: type) -> bool:
        own = {each.name for each in parameters(carrier)}
        return any(
            name.partition(".")[0] == carrier.__name__ or ("." not in name and name in own)
            for name in self.given
        )

    def _has(self, class_: type, key: str) -> bool:
        names = (f"{class_.__name__}.{key}", key)
        found = (self.given[each] for each in names if each in self.given)
        return any(not isinstance(each, Like | Filled) for each in found)

    def _value(self, class_: type, key: str) -> Any:
        full = f"{class_.__name__}.{key}"
        return evaluated(self.given[full] if full in self.given else self.given[key], class_)

    def _variadic(self, class_: type, made: Mapping[str, Any]) -> dict[str, Any]:
        """What was given for a class that takes any keyword."""
        if not takes_any(class_):
            return {}
        prefix = f"{class_.__name__}."
        own = {
            name.removeprefix(prefix): evaluated(value, class_)
            for name, value in self.given.items()
            if name.startswith(prefix)
        }
        return {name: value for name, value in own.items() if name not in made}

    def _guess(self, hint: Any, key: str) -> Any:
        hint, origin, inner = unwrapped(hint)
        if type(None) in inner and origin in (Union, types.UnionType):
            return self._nothing(hint)
        if origin is typing.Literal:
            return inner[0]
        if origin in _LISTS or hint in _LISTS:
            return [self._guess(inner[0] if inner else str, key.removesuffix("s"))]
        if origin in _MAPPINGS or hint in _MAPPINGS:
            return {}
        if hint in (str, int, float, bool):
            return {str: text, int: number, float: number}.get(hint, lambda _: False)(key)
        if isinstance(hint, type):
            return self._guess_class(hint, key)
        if not self.bold:
            raise Unmakeable(key)
        return text(key)

    def _nothing(self, hint: Any) -> Any:
        """None; an empty list where one is meant, for a loop over it must not fail."""
        plain, origin, _ = unwrapped(hint, optional=True)
        return [] if origin in _LISTS or plain in _LISTS else None

    def _guess_class(self, hint: type, key: str) -> Any:
        if issubclass(hint, Enum):
            return next(iter(hint))
        if is_construct(hint) and is_ours(hint):
            given = self.of(hint)
            return self.things.noted(Origin(cast(Any, hint)(**given), hint, "", given))
        if is_ours(hint) or typing.is_typeddict(hint):
            return self._carried(hint)
        return self.things.make(hint, key)


def evaluated(value: Any, class_: type) -> Any:
    """``value``; `Code` as what it means in the module of ``class_``."""
    if not isinstance(value, Code):
        return value
    known = vars(sys.modules.get(class_.__module__, types))
    return eval(value.text, {"cdk": aws_cdk, **known})  # noqa: S307 - of testguard's own making


def _shown(value: Any) -> Any:
    """A value as JSON would say it; objects of the CDK by their class."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, list | tuple):
        return [_shown(each) for each in value]
    return type(value).__name__.lstrip("_").removesuffix("Proxy")
