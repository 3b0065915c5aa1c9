"""What the repository's code says to constructs, heard and said otherwise.

All of it passes through jsii: arguments of constructors and methods, and words of fixed sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from enum import Enum
from functools import wraps
from importlib import import_module
from itertools import takewhile
from os import sep
from pathlib import Path
from typing import Any

from testguard.model.statement import Kind, Statement
from testguard_cdk.sources import place_in

Steps = tuple[str | int, ...]
Said = tuple[str, str, Steps]
_SCOPE_AND_ID = 2
_DIGITS = re.compile(r"\d+")
_TOKEN = "${Token["  # noqa: S105 - begins what stands for a value that is known later
LARGEST = 1e15  # beyond, numbers are tokens
_CALLS = ("create", "invoke", "sinvoke", "set", "sget")


@dataclass
class Statements:
    """Everything that code below ``root`` says; ``vary`` makes it say something else.

    ``attempt`` chooses among the ways to say it otherwise.
    """

    root: Path
    heard: dict[Said, Statement] = field(default_factory=dict)
    varied: frozenset[Said] = frozenset()
    attempt: int = 0
    refused: list[Statement] = field(default_factory=list)
    _aside: bool = False
    _refusals: tuple[type[Exception], ...] = ()

    def vary(self, statements: Iterable[Statement], attempt: int) -> None:
        """From now on, say these otherwise."""
        self.varied = frozenset(_said(each) for each in statements)
        self.attempt = attempt

    def listen(self) -> Callable[[], None]:
        """Begin to hear; what is returned stops."""
        jsii = import_module("jsii")
        # errors of JavaScript, and of the bridge to it
        self._refusals = (RuntimeError, import_module("jsii.errors").JSIIError)
        originals = {name: getattr(jsii, name) for name in _CALLS}
        for name, original in originals.items():
            setattr(jsii, name, self._hearing(name, original))

        def stop() -> None:
            for name, original in originals.items():
                setattr(jsii, name, original)

        return stop

    def _hearing(self, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def call(subject: Any, *rest: Any) -> Any:
            place = "" if self._aside else place_in(self.root)
            if not place:
                return original(subject, *rest)
            class_ = subject if isinstance(subject, type) else type(subject)
            named = rest[0] if kind != "create" else ""
            name = f"{kind} {class_.__name__}.{named}"
            if kind == "sget":
                return original(subject, self._constant(place, name, class_, str(named)))
            if kind == "invoke" and self._is_left_out(place, name):
                return None
            if len(rest) == 1:
                return original(subject, *rest)
            *known, args = rest
            skipped = _SCOPE_AND_ID if kind == "create" and _has_scope(args) else 0
            other, varied = self._through(place, name, args, skipped)
            if not varied:
                return original(subject, *rest)
            try:
                return original(subject, *known, other)
            except self._refusals:
                self.refused += varied
                self._take_back(args if skipped else ())
                return original(subject, *rest)

        return call

    def _take_back(self, args: Sequence[Any]) -> None:
        """Remove a construct that was begun from its scope."""
        self._aside = True
        try:
            if args:
                args[0].node.try_remove_child(args[1])
        finally:
            self._aside = False

    def _is_left_out(self, place: str, name: str) -> bool:
        return _said(self._hear(Statement(place, name, (), Kind.CALL))) in self.varied

    def _constant(self, place: str, name: str, class_: type, word: str) -> str:
        statement = self._hear(Statement(place, name, ("$name",), Kind.CHOICE, word))
        if _said(statement) not in self.varied:
            return word
        others = neighbours(word, (each for each in vars(class_) if each.isupper()))
        if self.attempt < len(others):
            return others[self.attempt]
        self.refused.append(statement)
        return word

    def _through(
        self, place: str, name: str, args: Any, skipped: int
    ) -> tuple[Any, list[Statement]]:
        """The arguments, or those that are said instead, and which of them are others."""
        varied: list[Statement] = []
        for path, value in literals(args):
            if (skipped and path[:1] < (skipped,)) or _is_file(value):
                continue
            kind = Kind.CHOICE if isinstance(value, bool | Enum) else Kind.VALUE
            plain = value.name if isinstance(value, Enum) else value
            statement = self._hear(Statement(place, name, path, kind, plain))
            if _said(statement) in self.varied:
                new = otherwise(value, self.attempt)
                (self.refused if new == value else varied).append(statement)
                args = with_other(args, path, new)
        return args, varied

    def _hear(self, statement: Statement) -> Statement:
        return self.heard.setdefault(_said(statement), statement)


def _said(statement: Statement) -> Said:
    return statement.place, statement.call, statement.path


def _has_scope(args: Any) -> bool:
    return isinstance(args, list) and len(args) >= _SCOPE_AND_ID and hasattr(
        type(args[0]), "__jsii_type__"
    )  # fmt: skip


def _is_file(value: Any) -> bool:
    """Whether a string names a file or folder: another one would not be there."""
    return isinstance(value, str) and sep in value and "\0" not in value and Path(value).exists()


def literals(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every string, number, boolean and word of a fixed set in arguments, with its path."""
    if isinstance(value, bool | str | Enum):
        yield path, value
    elif isinstance(value, int | float):
        if abs(value) < LARGEST:
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from literals(item, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from literals(item, (*path, index))
    elif isinstance(fields := getattr(value, "__dict__", {}).get("_values"), dict):  # a struct
        yield from literals(fields, path)


def with_other(value: Any, path: Steps, new: Any) -> Any:
    """A copy of ``value`` in which ``new`` stands at ``path``."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {key: with_other(item, rest, new) if str(key) == step else item
                for key, item in value.items()}  # fmt: skip
    if isinstance(value, list | tuple):
        return [with_other(item, rest, new) if index == step else item
                for index, item in enumerate(value)]  # fmt: skip
    struct = copy(value)
    struct._values = with_other(value._values, path, new)  # noqa: SLF001 - structs have no setters
    return struct


def otherwise(value: Any, attempt: int) -> Any:
    """Another value of the same kind; further ones for ``attempt`` 1 and 2."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        others = neighbours(value.name, (each.name for each in type(value)))
        return type(value)[others[attempt]] if attempt < len(others) else value
    if isinstance(value, int | float):
        return value - 1 if attempt else value + 1
    if _TOKEN in value:
        return f"{value}x"
    counted = _DIGITS.sub(lambda found: str(int(found[0]) + 1), value, count=1)
    return f"{value}x" if attempt or counted == value else counted


def neighbours(word: str, words: Iterable[str]) -> Sequence[str]:
    """The other words, most alike first."""
    return sorted((each for each in words if each != word), key=lambda each: _unlike(word, each))


def _unlike(word: str, other: str) -> tuple[int, str]:
    pairs = zip(word, other, strict=False)
    return -len(list(takewhile(lambda pair: pair[0] == pair[1], pairs))), other
