"""Watching a program while it is built: the classes it constructs, and the outputs it reads.

Pulumi's monitor is told tokens only. So for the time of one build, the entry points that SDKs
call (`Resource.__init__`, `pulumi.get`, `pulumi.runtime.invoke` and its kin) note which class or
result type stands behind a token, and which output the program asked for.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, cast
from unittest.mock import patch

import pulumi
import pulumi.runtime
from pulumi import _types

_CALLS = ("invoke", "invoke_async", "invoke_output", "call")
_AWAITABLE = "Awaitable"


@dataclass
class Watch:
    """What was seen during one build.

    ``classes`` are resource classes by token and ``results`` result types by token; ``asked`` tells
    for each resource, by token and logical name in the order of construction, which properties it
    was given as None, as dynamic resources are to ask for an output; ``made`` are the resources
    themselves; ``reads`` are ``(token, logical name, property as on the wire)`` in the order of
    first reading, the name being "" for results of calls.
    """

    classes: dict[str, type] = field(default_factory=dict)
    asked: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    results: dict[str, type] = field(default_factory=dict)
    made: list[pulumi.Resource] = field(default_factory=list)
    reads: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def inputs_of(self, token: str) -> frozenset[str]:
        """The wire names of what the constructor of a resource takes."""
        class_ = self.classes.get(token)
        return _inputs(class_) if class_ else frozenset()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch what this process does with pulumi."""
        with ExitStack() as stack:
            resource = pulumi.Resource
            stack.enter_context(patch.object(resource, "__init__", self._init(resource.__init__)))
            stack.enter_context(patch.object(pulumi, "get", self._get(pulumi.get)))
            for attribute in ("id", "urn"):
                owner = pulumi.CustomResource if attribute == "id" else pulumi.Resource
                watched = self._property(attribute, vars(owner)[attribute])
                stack.enter_context(patch.object(owner, attribute, watched))
            for name in _CALLS:
                if hasattr(pulumi.runtime, name):
                    watched_call = self._call(getattr(pulumi.runtime, name))
                    stack.enter_context(patch.object(pulumi.runtime, name, watched_call))
            yield

    def _init(self, original: Callable[..., None]) -> Callable[..., None]:
        @wraps(original)
        def init(resource: pulumi.Resource, t: str, name: str, *args: Any, **more: Any) -> None:
            self.classes.setdefault(t, type(resource))
            self.made.append(resource)
            props = args[1] if len(args) > 1 else more.get("props")
            given = props if isinstance(props, Mapping) else {}
            self.asked[(t, name)] = tuple(key for key in given if given[key] is None)
            original(resource, t, name, *args, **more)

        return init

    def _call(self, original: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(original)

        @wraps(original)
        def call(*args: Any, **more: Any) -> Any:
            given = signature.bind_partial(*args, **more).arguments
            if isinstance(given.get("typ"), type):
                self.results[given["tok"]] = given["typ"]
            return original(*args, **more)

        return call

    def _get(self, original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
        @wraps(original)
        def get(self_: Any, name: str) -> Any:
            caller = sys._getframe(1)  # noqa: SLF001 - getters are told from constructors
            if caller.f_locals.get("self") is self_:
                self._note(self_, name)
            return original(self_, name)

        return get

    def _property(self, name: str, original: property) -> property:
        read = cast(Callable[[pulumi.Resource], Any], original.fget)

        def get(resource: pulumi.Resource) -> Any:
            frame = sys._getframe(1)  # noqa: SLF001 - the SDK itself reads ids too
            if not frame.f_globals.get("__name__", "").startswith("pulumi."):
                self._note(resource, name)
            return read(resource)

        return property(get)

    def _note(self, thing: Any, name: str) -> None:
        if isinstance(thing, pulumi.Resource):
            wire = _wire_names(cast(Hashable, type(thing))).get(name, name)
            token = str(getattr(thing, "_type", ""))
            self.reads[(token, str(getattr(thing, "_name", "")), wire)] = None
        else:
            token = self._token_of(type(thing))
            if token:
                wire = _result_names(self.results[token]).get(name, name)
                self.reads[(token, "", wire)] = None

    def _token_of(self, class_: type) -> str:
        named = class_.__name__.removeprefix(_AWAITABLE)
        for token, result in self.results.items():
            if result.__name__ == named and result.__module__ == class_.__module__:
                return token
        return ""


@cache
def _wire_names(class_: Any) -> dict[str, str]:
    return dict(_types.resource_py_to_pulumi_names(class_))


@cache
def _result_names(class_: type) -> dict[str, str]:
    names = {wire: wire for wire in _types.output_type_types(class_)}
    return {python: wire for python, wire, _ in _types._py_properties(class_)} or names  # noqa: SLF001


@cache
def _inputs(class_: type) -> frozenset[str]:
    """Parameters of the generated constructor, by their names on the wire."""
    init = getattr(class_, "_internal_init", None) or vars(class_).get("__init__", class_)
    names = _wire_names(class_)
    return frozenset(names.get(name, name) for name in inspect.signature(init).parameters)
