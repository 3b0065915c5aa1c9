"""Running a component inside the repository's own program, with some arguments replaced."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from unittest.mock import patch

import pulumi

from testguard_pulumi.arguments import carriers_of, evaluated


@dataclass
class Sight:
    """What was seen: whether the program ran, came to the class or its args, and the instances.

    ``arguments`` are what each construction was given, args classes first.
    """

    inside: bool = False
    entered: bool = False
    made: list[pulumi.Resource] = field(default_factory=list)
    arguments: list[tuple[type, Mapping[str, Any]]] = field(default_factory=list)


@contextmanager
def replacing(class_: type, given: Mapping[str, Any], sight: Sight) -> Iterator[None]:
    """While ``class_`` and its args classes are constructed, put ``given`` in place.

    ``given`` is keyed as for `Arguments`.
    """
    carriers = [each for each in carriers_of(class_) if not typing.is_typeddict(each)]
    with ExitStack() as stack:
        for each in dict.fromkeys((class_, *carriers)):
            init = _replaced(each, given, sight)
            stack.enter_context(patch.object(each, "__init__", init))
        yield


def _replaced(class_: type, given: Mapping[str, Any], sight: Sight) -> Callable[..., None]:
    original: Callable[..., None] = class_.__init__  # type: ignore[misc]
    signature = inspect.signature(original)
    names = set(inspect.signature(class_).parameters)
    own = {
        name.rpartition(".")[2]: evaluated(value, class_)
        for name, value in given.items()
        if name.partition(".")[0] == class_.__name__ or name in names
    }

    @wraps(original)
    def init(self: Any, *args: Any, **more: Any) -> None:
        sight.entered = True
        bound = signature.bind(self, *args, **more)
        given = {key: each for key, each in bound.arguments.items() if each is not self}
        sight.arguments.append((class_, given))
        known = {name: value for name, value in own.items() if name in signature.parameters}
        bound.arguments.update(known)
        rest = {name: value for name, value in own.items() if name not in known}
        original(*bound.args, **{**bound.kwargs, **rest})
        if isinstance(self, pulumi.Resource):
            sight.made.append(self)

    return init
