"""The resource graph: the resources a stack declares, in one shape for every framework.

Property values are JSON: strings, numbers, booleans, None, lists and objects with string keys. What
JSON cannot say is an object with one of the keys `SECRET`, `UNKNOWN` and `ASSET`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import Struct, field

SECRET = "$secret"  # noqa: S105 - {"$secret": value}, a mark and no secret itself
UNKNOWN = "$unknown"  # {"$unknown": true}: a value that only a deployment would tell
ASSET = "$asset"  # {"$asset": {"kind": "file", "path": "index.html"}}
Json: TypeAlias = Any


class Resource(Struct, frozen=True):
    """One resource of a graph.

    ``id`` is unique in its graph; ``parent``, ``provider`` and ``depends_on`` are ids of other
    resources of it; the first two may be "". ``depends_on`` holds what was said explicitly and
    what follows from properties; ``references`` gives the latter per property. ``properties`` are
    the inputs as given; ``outputs`` are what the resource, or a component by registering them,
    gave back. ``custom`` is False for a component. ``read`` tells a resource that exists already
    and is only looked up. ``options`` are the other resource options that were set, in the
    framework's spelling, such as ``protect``. ``source`` is where the user's code declared it, as
    ``lib/tap_stack.py:121``, relative to the root, or "". ``owner`` is the path of the construct
    that this code made, of which the resource may be a part, or "".
    """

    id: str
    type: str
    name: str
    properties: Mapping[str, Json] = field(default_factory=dict)
    region: str = ""
    provider: str = ""
    parent: str = ""
    depends_on: tuple[str, ...] = ()
    outputs: Mapping[str, Json] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Json] = field(default_factory=dict)
    custom: bool = True
    read: bool = False
    urn: str = ""
    source: str = ""
    owner: str = ""

    @property
    def module(self) -> str:
        """The file whose code declared it, or ""."""
        return self.source.rpartition(":")[0]


class Message(Struct, frozen=True):
    """What a stack says of itself: ``level`` is error, warning or info, ``path`` its construct."""

    level: str
    path: str
    text: str


class Graph(Struct, frozen=True):
    """The resources of one stack, in the order in which they were declared.

    ``path`` is the stack module, relative to the root; ``region`` is the one that resources have
    when they say nothing, or ""; so is ``account``. ``exports`` are its outputs, and ``places``
    tell where the user's code declared them, as far as that is known. ``depends_on`` are the names
    of stacks of the same app that are deployed before this one.
    """

    name: str
    path: str = ""
    region: str = ""
    resources: tuple[Resource, ...] = ()
    exports: Mapping[str, Json] = field(default_factory=dict)
    account: str = ""
    depends_on: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    def of_type(self, type_: str) -> tuple[Resource, ...]:
        """The resources of one type."""
        return tuple(each for each in self.resources if each.type == type_)

    def below(self, id_: str) -> Iterator[Resource]:
        """The resource ``id_`` and all whose parents lead to it."""
        inside: set[str] = set()
        for each in self.resources:
            if each.id == id_ or each.parent in inside:
                inside.add(each.id)
                yield each


class Observed(Struct, frozen=True):
    """A graph that tests built; ``tests`` are the ids of the passed ones among them, sorted.

    ``given`` are the ids of the contract's inputs that test code itself gave where it was built.
    """

    framework: str
    graph: Graph
    tests: tuple[str, ...] = ()
    given: tuple[str, ...] = ()

    @property
    def modules(self) -> frozenset[str]:
        """The files whose code declared resources of it."""
        return frozenset(each.module for each in self.graph.resources if each.module)


class Read(Struct, frozen=True):
    """An output that the code of a stack read: an attribute of a resource or of a call's result.

    ``source`` is the type of the resource or the token of the call; ``name`` is the resource's
    logical name, "" for a call; ``property`` is spelled as providers spell it; ``value`` is what
    it was.
    """

    source: str
    name: str
    property: str
    value: Json = None
    call: bool = False


class Guess(Struct, frozen=True):
    """A value that nobody gave and the stack insists on; ``what`` names the input."""

    what: str
    value: Json


class Built(Struct, frozen=True):
    """A stack that was built: its graph, what it read of outputs, and what was made up for it.

    ``others`` are the graphs of the other stacks of an app, or of those inside of a stack or stage.
    """

    graph: Graph
    reads: tuple[Read, ...] = ()
    guesses: tuple[Guess, ...] = ()
    others: tuple[Graph, ...] = ()

    @property
    def graphs(self) -> tuple[Graph, ...]:
        """Its own graph first, then the others."""
        return (self.graph, *self.others)


def plain(value: Json) -> Json:
    """``value`` without the marks of secrets."""
    if isinstance(value, Mapping):
        if value.keys() == {SECRET}:
            return plain(value[SECRET])
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def is_secret(value: Json) -> bool:
    """Whether ``value``, or anything in it, is marked as a secret."""
    if isinstance(value, Mapping):
        return SECRET in value or any(is_secret(item) for item in value.values())
    return isinstance(value, list | tuple) and any(is_secret(item) for item in value)
