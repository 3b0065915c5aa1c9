"""Arguments for a component's constructor: what was given, what has a default, and guesses."""

from __future__ import annotations

import collections.abc
import inspect
import sys
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Union, cast

import pulumi
from msgspec import Struct, field

from testguard.plugin import Code
from testguard_pulumi.strings import number, text
from testguard_pulumi.subject import Subject, snake

OPTIONS = {"opts", "options", "resource_options", "opt"}
NAMES = {"name", "resource_name", "__name", "_name", "name_", "component_name"}
_SUFFIXES = ("Args", "Props", "Config", "Inputs", "Arguments", "Params", "Settings")
_VARIADIC = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
_PLAIN_LISTS = (list, collections.abc.Sequence, collections.abc.Iterable, tuple, set)
Note = Callable[[str, Any], None]


class Unguessable(Exception):
    """A parameter for which only the repository knows values."""


class Origin(Struct, frozen=True):
    """How a value was made that no literal can write: of which class, and with which arguments."""

    value: Any
    class_: type
    arguments: Mapping[str, Any]
    method: str = ""


class Arguments(Struct, frozen=True):
    """Makes arguments of classes; ``given`` are values by ``Class.field`` or by bare name.

    ``bold`` also makes up what has no telling type. ``origins`` tell how objects were made.
    """

    given: Mapping[str, Any]
    note: Note
    bold: bool = False
    origins: list[Origin] = field(default_factory=list)

    def of(self, class_: type) -> dict[str, Any]:
        """Keyword arguments for ``class_``. Raises `Unguessable`."""
        hints = _hints(class_)
        made: dict[str, Any] = {}
        for place, parameter in enumerate(_parameters(class_)):
            key = parameter.name
            if self._has(class_, key):
                made[key] = self._value(class_, key)
            elif place == 0 and issubclass(class_, pulumi.Resource) and key in NAMES:
                made[key] = snake(class_.__name__).replace("_", "-")
            elif key not in OPTIONS:
                self._rest(class_, parameter, hints.get(key), made)
        return {**made, **self._variadic(class_, made)}

    def required(self, class_: type) -> bool:
        """Whether something that is neither name nor options must be given, and was not."""
        hints = _hints(class_)
        return any(
            parameter.default is parameter.empty
            and parameter.name not in {*OPTIONS, *NAMES}
            and not self._has(class_, parameter.name)
            and not self._is_free(class_, parameter, hints.get(parameter.name))
            for parameter in _parameters(class_)
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
            made[key] = self._guess(hint, key)
            self.note(f"{class_.__name__}.{key}", made[key])

    def _carried(self, carrier: type) -> Any:
        fields = self.of(carrier)
        if typing.is_typeddict(carrier):
            return fields
        made = carrier(**fields)
        self.origins.append(Origin(made, carrier, fields))
        return made

    def _concerns(self, carrier: type) -> bool:
        return any(
            name.partition(".")[0] == carrier.__name__
            or ("." not in name and name in {each.name for each in _parameters(carrier)})
            for name in self.given
        )

    def _has(self, class_: type, key: str) -> bool:
        return f"{class_.__name__}.{key}" in self.given or key in self.given

    def _value(self, class_: type, key: str) -> Any:
        full = f"{class_.__name__}.{key}"
        value = self.given[full] if full in self.given else self.given[key]
        return evaluated(value, class_)

    def _variadic(self, class_: type, made: Mapping[str, Any]) -> dict[str, Any]:
        """What was given for a class that takes any keyword."""
        if typing.is_typeddict(class_) or not _takes_any(class_):
            return {}
        prefix = f"{class_.__name__}."
        own = {name.removeprefix(prefix): evaluated(self.given[name], class_)
               for name in self.given if name.startswith(prefix)}  # fmt: skip
        return {name: value for name, value in own.items() if name not in made}

    def _guess(self, hint: Any, key: str) -> Any:
        hint, origin, inner = _unwrapped(hint)
        subject = Subject("aws:input/value:Value", key, "us-east-1")
        if type(None) in inner and origin in (Union, types.UnionType):
            return None
        if origin is typing.Literal:
            return inner[0]
        if origin in _PLAIN_LISTS or hint in _PLAIN_LISTS:
            return [self._guess(inner[0] if inner else str, key)]
        if origin in (dict, collections.abc.Mapping) or hint in (dict, collections.abc.Mapping):
            return {}
        if hint in (str, int, float, bool):
            made = {str: text, int: number, float: number}.get(hint)
            return made(subject, key) if made else False
        if isinstance(hint, type):
            return self._guess_class(hint, key)
        if not self.bold:
            raise Unguessable(key)
        return text(subject, key)

    def _guess_class(self, hint: type, key: str) -> Any:
        if issubclass(hint, Enum):
            return next(iter(hint))
        if issubclass(hint, pulumi.ProviderResource) and self.bold:
            name = snake(key).replace("_", "-")
            return self._kept(cast(Any, hint)(name), hint, {"resource_name": name})
        if issubclass(hint, pulumi.Resource):
            if not self.bold or not hasattr(hint, "get"):
                raise Unguessable(key)
            token = getattr(hint, "pulumi_type", "aws:ec2/value:Value")
            id_ = text(Subject(str(token), key, "us-east-1"), "id")
            found = cast(Any, hint).get(key, id_)
            return self._kept(found, hint, {"resource_name": key, "id": id_}, "get")
        if _is_ours(hint) or typing.is_typeddict(hint):
            return self._carried(hint)
        raise Unguessable(key)

    def _kept(
        self, value: Any, class_: type, arguments: Mapping[str, Any], method: str = ""
    ) -> Any:
        self.origins.append(Origin(value, class_, arguments, method))
        return value


def evaluated(value: Any, class_: type) -> Any:
    """The value of an expression, in the module of the class that it is for."""
    if not isinstance(value, Code):
        return value
    module = sys.modules.get(class_.__module__)
    return eval(value.text, dict(vars(module)) if module else {})  # noqa: S307 - made by testguard


def carriers_of(class_: type) -> list[type]:
    """The args classes that a constructor's parameters carry."""
    hints = _hints(class_)
    found = (carrier_of(class_, each.name, hints.get(each.name)) for each in _parameters(class_))
    return [each for each in found if each is not None and each is not class_]


def carrier_of(class_: type, key: str, hint: Any) -> type | None:
    """The args class that a parameter carries; by name where nothing is annotated."""
    hint, _, _ = _unwrapped(hint, optional=True)
    if isinstance(hint, type) and not issubclass(hint, pulumi.Resource | Enum):
        return hint if _is_ours(hint) or typing.is_typeddict(hint) else None
    if hint is None and key in {"args", "props", "config", "inputs", "settings", "params"}:
        module = sys.modules.get(class_.__module__)
        named = (getattr(module, class_.__name__ + suffix, None) for suffix in _SUFFIXES)
        return next((each for each in named if isinstance(each, type)), None)
    return None


def _is_ours(class_: type) -> bool:
    """Whether a class is the repository's own, and not a library's."""
    file = getattr(sys.modules.get(class_.__module__), "__file__", None) or ""
    return (
        bool(file)
        and "site-packages" not in file
        and class_.__module__ != "builtins"
        and (not file.startswith(sys.base_prefix))
    )


def _parameters(class_: type) -> list[inspect.Parameter]:
    """The parameters of a constructor, or the keys of a `TypedDict`."""
    if typing.is_typeddict(class_):
        required = cast(Any, class_).__required_keys__
        kind = inspect.Parameter.KEYWORD_ONLY
        default = {name: inspect.Parameter.empty if name in required else None
                   for name in class_.__annotations__}  # fmt: skip
        return [inspect.Parameter(name, kind, default=default[name]) for name in default]
    found = inspect.signature(class_).parameters.values()
    return [each for each in found if each.kind not in _VARIADIC]


def _takes_any(class_: type) -> bool:
    found = inspect.signature(class_).parameters.values()
    return any(each.kind is inspect.Parameter.VAR_KEYWORD for each in found)


def _hints(class_: type) -> dict[str, Any]:
    """Annotations of a constructor's parameters; nothing where they cannot be resolved."""
    namespace = vars(sys.modules.get(class_.__module__, types))
    source = class_ if typing.is_typeddict(class_) else class_.__init__  # type: ignore[misc]
    try:
        hints = typing.get_type_hints(source)
    except (NameError, TypeError, AttributeError, SyntaxError):
        hints = {
            name: namespace.get(hint, hint) if isinstance(hint, str) else hint
            for name, hint in getattr(source, "__annotations__", {}).items()
        }
    return hints or dict(getattr(class_, "__annotations__", {}))


def _unwrapped(hint: Any, *, optional: bool = False) -> tuple[Any, Any, tuple[Any, ...]]:
    """A hint without `Annotated`, `Input` and `Output`; without None too if ``optional``."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Annotated, pulumi.Output, collections.abc.Awaitable):
        return _unwrapped(inner[0], optional=optional)
    if origin in (Union, types.UnionType):
        waiting = (pulumi.Output, collections.abc.Awaitable)
        plain = [each for each in inner if typing.get_origin(each) not in waiting]
        if optional:
            plain = [each for each in plain if each is not type(None)]
        if len(plain) == 1 or (plain and type(None) not in plain):
            return _unwrapped(plain[0], optional=optional)
    return hint, origin, inner
