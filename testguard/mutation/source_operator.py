"""What an operator on source is: a pure function from an item of the contract to wrong texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules

from msgspec import Struct

from testguard.model.source import Edit
from testguard.mutation import source_operators
from testguard.mutation.code import Code


class Target(StrEnum):
    """What an operator is about."""

    DEFAULT = "default"
    VALIDATION = "validation"
    HANDLER = "handler"
    PROGRAM = "program"


class Site(Struct, frozen=True):
    """An item of a contract in a module's code.

    ``line`` is where it stands, ``default`` the text of an input's default, ``name`` the name of
    the input or what is raised.
    """

    code: Code
    line: int = 1
    name: str = ""
    default: str = ""


Edits = Callable[[Site], Iterable[Edit]]


class SourceExample(Struct, frozen=True):
    """A module, where its item stands, and the texts that an operator makes of it."""

    text: str
    after: tuple[str, ...] = ()
    line: int = 1
    name: str = ""
    default: str = ""

    @property
    def site(self) -> Site:
        """The item."""
        return Site(Code(self.text), self.line, self.name, self.default)


class SourceOperator(Struct, frozen=True):
    """One kind of mistake in code; its examples are its tests."""

    name: str
    summary: str
    target: Target
    edits: Edits
    examples: tuple[SourceExample, ...]


def source_operator(target: Target, *examples: SourceExample) -> Callable[[Edits], SourceOperator]:
    """Make an operator of a function; its name, with hyphens, is the operator's."""

    def make(edits: Edits) -> SourceOperator:
        summary = (edits.__doc__ or "").strip().partition("\n")[0]
        name = getattr(edits, "__name__", "").replace("_", "-")
        return SourceOperator(name, summary, target, edits, examples)

    return make


def all_source_operators() -> tuple[SourceOperator, ...]:
    """Every operator on source, by the names of their files."""
    names = sorted(entry.name for entry in iter_modules(source_operators.__path__))
    package = source_operators.__name__
    return tuple(getattr(import_module(f"{package}.{name}"), name) for name in names)
