"""What constructors take: their parameters, annotations, and the props classes they carry."""

from __future__ import annotations

import inspect
import sys
import types
import typing
from enum import Enum
from typing import Any, Union, cast

from constructs import Construct

PROPS = {"props", "args", "config", "inputs", "settings", "params", "properties"}
SCOPES = {"scope", "app", "parent", "scope_"}
IDS = {"id", "id_", "_id", "construct_id", "stack_id", "name", "stack_name", "identifier"}
_SUFFIXES = ("Props", "Args", "Config", "Properties", "Params", "Settings")
_VARIADIC = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}


def is_construct(class_: object) -> bool:
    """Whether instances of a class take a scope and an id first."""
    return isinstance(class_, type) and issubclass(class_, Construct)


def parameters(class_: type) -> list[inspect.Parameter]:
    """The parameters of a constructor, or the keys of a `TypedDict`."""
    if typing.is_typeddict(class_):
        required = cast(Any, class_).__required_keys__
        kind = inspect.Parameter.KEYWORD_ONLY
        default = {
            name: inspect.Parameter.empty if name in required else None
            for name in class_.__annotations__
        }
        return [inspect.Parameter(name, kind, default=default[name]) for name in default]
    return [each for each in _declared(class_) if each.kind not in _VARIADIC]


def takes_any(class_: type) -> bool:
    """Whether a constructor takes any keyword."""
    return bool(rest_of(class_))


def rest_of(class_: type) -> str:
    """The name under which a constructor takes any keyword, such as ``kwargs``; else ""."""
    if typing.is_typeddict(class_):
        return ""
    any_keyword = inspect.Parameter.VAR_KEYWORD
    return next((each.name for each in _declared(class_) if each.kind is any_keyword), "")


def _declared(class_: type) -> list[inspect.Parameter]:
    if hasattr(class_, "__jsii_type__"):  # its metaclass takes anything
        return list(inspect.signature(class_.__init__).parameters.values())[1:]  # type: ignore[misc]
    return list(inspect.signature(class_).parameters.values())


def place_of(class_: type, place: int, parameter: inspect.Parameter) -> str:
    """``scope`` or ``id`` for the first two parameters of a construct, else ""."""
    if not is_construct(class_):
        return ""
    if place == 0 or parameter.name in SCOPES:
        return "scope"
    told = parameter.name in IDS or parameter.name.endswith("_id")
    return "id" if place == 1 and told else ""


def hints(class_: type) -> dict[str, Any]:
    """Annotations of a constructor's parameters; names where they cannot be resolved."""
    namespace = vars(sys.modules.get(class_.__module__, types))
    source = class_ if typing.is_typeddict(class_) else class_.__init__  # type: ignore[misc]
    found = _resolved(source, namespace)
    found.pop("return", None)
    return found or _resolved(class_, namespace)


def _resolved(source: Any, namespace: dict[str, Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(source)
    except (NameError, TypeError, AttributeError, SyntaxError):
        declared = getattr(source, "__annotations__", {})
        return {
            name: namespace.get(hint, hint) if isinstance(hint, str) else hint
            for name, hint in declared.items()
        }


def unwrapped(hint: Any, *, optional: bool = False) -> tuple[Any, Any, tuple[Any, ...]]:
    """A hint without `Annotated`, with its origin and arguments; without None if ``optional``."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return unwrapped(inner[0], optional=optional)
    if origin in (Union, types.UnionType):
        plain = [each for each in inner if each is not type(None)] if optional else list(inner)
        if type(None) not in plain:
            return unwrapped(plain[0], optional=optional)
    return hint, origin, inner


def carrier_of(class_: type, key: str, hint: Any) -> type | None:
    """The props class that a parameter carries; by name where nothing is annotated."""
    hint, _, _ = unwrapped(hint, optional=True)
    if isinstance(hint, type):
        ours = is_ours(hint) and not is_construct(hint) and not issubclass(hint, Enum)
        return hint if ours or typing.is_typeddict(hint) else None
    if hint is None and key in PROPS:
        module = sys.modules.get(class_.__module__)
        named = (getattr(module, class_.__name__ + suffix, None) for suffix in _SUFFIXES)
        return next((each for each in named if isinstance(each, type)), None)
    return None


def carriers_of(class_: type) -> list[type]:
    """The props classes that a constructor's parameters carry."""
    known = hints(class_)
    found = (carrier_of(class_, each.name, known.get(each.name)) for each in parameters(class_))
    return [each for each in found if each is not None and each is not class_]


def is_ours(class_: type) -> bool:
    """Whether a class is the repository's own, and not a library's."""
    if "__jsii_declared_type__" in vars(class_) and vars(class_)["__jsii_declared_type__"]:
        return False
    file = getattr(sys.modules.get(class_.__module__), "__file__", None) or ""
    libraries = ("site-packages", "dist-packages")
    inside = any(each in file for each in libraries) or file.startswith(sys.base_prefix)
    return bool(file) and not inside and class_.__module__ != "builtins"
