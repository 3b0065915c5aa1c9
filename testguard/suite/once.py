"""`functools.cached_property` without the lock that it takes each time before Python 3.12."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 - it stands where `property` stands
    """An attribute that is computed when it is first asked for, in one thread."""

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> Value: ...
    def __get__(self, owner: object | None, kind: type) -> Self | Value:
        """The value, which from now on stands in the instance itself."""
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._make(owner)
        return value
