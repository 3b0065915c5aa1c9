"""What a repository's code says to a framework, and what follows from it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from testguard.model.mutant import Path
from testguard.model.resource import Json


class Kind(StrEnum):
    """What a statement is; those of one kind can be varied together without hiding each other."""

    VALUE = "value"  # a string or a number
    CHOICE = "choice"  # a boolean, or one of a fixed set
    CALL = "call"  # a method of a construct that is called


class Statement(Struct, frozen=True):
    """One thing that code says: an argument, or part of one, of a call at ``place``.

    ``place`` is ``lib/shop.py:12``, relative to the root; ``call`` names what is called; ``path``
    leads to the argument, and is empty for the call itself. ``value`` is what is said there.
    """

    place: str
    call: str
    path: Path = ()
    kind: Kind = Kind.VALUE
    value: Json = None

    @property
    def module(self) -> str:
        """The file that says it."""
        return self.place.rpartition(":")[0]


class Declared(Struct, frozen=True):
    """What code says of the resources of one type that one place declares, itself or through parts.

    ``own`` are the paths of properties, and of parts of them, that a construct decides by itself:
    they stayed as they were whatever was said. ``counted`` tells that the number of resources
    follows from a statement.
    """

    type: str
    source: str
    own: tuple[Path, ...] = ()
    counted: bool = False
