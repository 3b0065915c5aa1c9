"""Mutants: the same system with one thing wrong, and what became of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from testguard.model.resource import Json
from testguard.model.source import Span

Path = tuple[str | int, ...]
LENGTH = 16


class Act(StrEnum):
    """What is done to the system: the first ones to its resource graph, `EDIT` to its source."""

    SET = "set"  # a property is given another value
    DROP = "drop"  # a property, or an element of a list, is taken out
    REMOVE = "remove"  # the resource is not declared
    DUPLICATE = "duplicate"  # the resource is declared twice
    CUT = "cut"  # an explicit dependency is taken out
    PROVIDER = "provider"  # the resource is given another provider
    OPTION = "option"  # an option of the resource, such as `protect`, is given another value
    OUTPUT = "output"  # an output of a component, or an export of the stack, is taken out
    EDIT = "edit"  # the text at a place of a file is another one


class Verdict(StrEnum):
    """What became of a mutant; only `KILLED` says that a test noticed."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNCOVERED = "uncovered"
    TIMEOUT = "timeout"
    ERROR = "error"
    UNTRIED = "untried"  # there was no time left


class Change(Struct, frozen=True):
    """One wrong thing in a graph: ``old`` at ``path`` of a resource becomes ``new``.

    ``path`` begins with the name of a property; for `Act.CUT` and `Act.PROVIDER`, ``old`` and
    ``new`` are ids of resources, "" being the default provider.
    """

    act: Act
    path: Path = ()
    old: Json = None
    new: Json = None


class Mutant(Struct, frozen=True):
    """The system with one thing wrong.

    ``stack`` is the stack module it belongs to and ``line`` the place in ``module`` that declares
    what is wrong; both paths are relative to the root. A resource mutant names a declaration:
    ``type`` and the logical ``names`` that tests gave it; ``others`` are further pairs of old and
    new values, of tests that build the stack with other inputs. A source mutant replaces the text
    ``old`` at ``span`` by ``new``; ``item`` is the id of the contract's item, ``symbol`` says it in
    words.
    """

    operator: str
    act: Act
    stack: str
    module: str
    line: int
    type: str = ""
    names: tuple[str, ...] = ()
    path: Path = ()
    old: Json = None
    new: Json = None
    others: tuple[tuple[Json, Json], ...] = ()
    span: Span | None = None
    item: str = ""
    symbol: str = ""

    @property
    def id(self) -> str:
        """16 hexadecimal digits, told from everything but lines, so that moved code keeps it."""
        parts = [
            self.operator, self.act, self.stack, self.module, self.type, self.names, self.path,
            self.old, self.new, self.others, self.item, self.symbol,
        ]  # fmt: skip
        text = json.dumps(parts, sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]

    @property
    def pairs(self) -> tuple[tuple[Json, Json], ...]:
        """Every old value that is replaced, with what replaces it."""
        return ((self.old, self.new), *self.others)

    @property
    def place(self) -> str:
        """The property as ``tags.env`` or ``ingress[0].fromPort``; "" where there is none."""
        return dotted(self.path)


class Result(Struct, frozen=True):
    """What became of one mutant.

    ``by`` is the test that killed it, ``message`` what it said, or what went wrong otherwise.
    ``remedy`` is the assertion that would have killed it, where none did.
    ``tests`` are the tests that ran. ``seconds`` is the time in the fork, ``cpu`` the
    part of it on a processor, ``own`` the warm time that the same tests take alone.
    """

    mutant: Mutant
    verdict: Verdict
    by: str = ""
    message: str = ""
    tests: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu: float = 0.0
    own: float = 0.0
    remedy: str = ""


def dotted(path: Path) -> str:
    """A path in one word."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")


def value_at(properties: Json, path: Path) -> tuple[Json, bool]:
    """The value at ``path``, and whether there is one."""
    value: Any = properties
    for key in path:
        inside = isinstance(value, Mapping) and key in value
        among = isinstance(value, list | tuple) and isinstance(key, int) and key < len(value)
        if not (inside or among):
            return None, False
        value = value[key]
    return value, True


def altered(properties: Json, mutant: Mutant) -> Json:
    """``properties`` as JSON with the one thing wrong, or unchanged where it does not apply.

    `Act.SET` replaces only the values that the mutant knows, so that a test that gives another
    value sees what it gave; so does `Act.DROP` of an element, which may stand elsewhere in a list.
    """
    if mutant.act is Act.DROP and isinstance(mutant.path[-1], int):
        return _without_element(properties, mutant)
    value, found = value_at(properties, mutant.path)
    if not found:
        return properties
    if mutant.act is Act.DROP:
        return _with(properties, mutant.path, None, drop=True)
    for old, new in mutant.pairs:
        if _same(value, old):
            return _with(properties, mutant.path, new)
    return properties


def _without_element(properties: Json, mutant: Mutant) -> Json:
    holder = mutant.path[:-1]
    elements, found = value_at(properties, holder)
    if not found or not isinstance(elements, list | tuple):
        return properties
    for index, element in enumerate(elements):
        if any(_same(element, old) for old, _ in mutant.pairs):
            return _with(properties, (*holder, index), None, drop=True)
    return properties


def _with(value: Json, path: Path, new: Json, *, drop: bool = False) -> Json:
    """A copy of ``value`` in which ``new`` stands at ``path``, or nothing."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    copy: Any = dict(value) if isinstance(value, Mapping) else list(value)
    if drop and not rest:
        del copy[key]
    else:
        copy[key] = _with(copy[key], rest, new, drop=drop)
    return copy


def _same(one: Json, other: Json) -> bool:
    """Equal and of one kind: True is no 1."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


class Tried(Struct, frozen=True):
    """One stack module whose mutants were tried; ``digest`` is the SHA-256 of the file then."""

    path: str
    digest: str
    results: tuple[Result, ...] = ()

    def count(self, *verdicts: Verdict) -> int:
        """How many mutants ended in one of these ways."""
        return sum(each.verdict in verdicts for each in self.results)


class MutationRun(Struct, frozen=True):
    """What became of all mutants that were tried.

    ``partial`` says what was left out ("--diff main"), or is "". ``total`` are the mutants there
    are, also those that another shard tries; ``fresh`` those that ran now and were not known from
    an earlier run. ``memory`` is the largest number of bytes that one process held.
    """

    stacks: tuple[Tried, ...] = ()
    commit: str = ""
    partial: str = ""
    total: int = 0
    fresh: int = 0
    seconds: float = 0.0
    memory: int = 0

    @property
    def results(self) -> tuple[Result, ...]:
        """All results."""
        return tuple(each for stack in self.stacks for each in stack.results)

    def of(self, path: str) -> Tried | None:
        """What is known of one stack module."""
        return next((each for each in self.stacks if each.path == path), None)
