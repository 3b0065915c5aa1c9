"""What an operator is: a pure function from a resource to what may be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from msgspec import Struct, field

from testguard.model.mutant import Change
from testguard.model.resource import Graph, Json, Resource
from testguard.mutation import operators

Mutate = Callable[[Resource, Graph], Iterable[Change]]


class Example(Struct, frozen=True):
    """A resource, given by its properties and what else matters, and every change made of it."""

    properties: Mapping[str, Json] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    resource: Resource | None = None
    siblings: tuple[Resource, ...] = ()

    @property
    def subject(self) -> Resource:
        """The resource."""
        return self.resource or Resource("a:b:C::c", "a:b:C", "c", self.properties)

    @property
    def graph(self) -> Graph:
        """The graph in which it stands."""
        return Graph("example", resources=(*self.siblings, self.subject))


class Operator(Struct, frozen=True):
    """One kind of mistake; its examples are its tests."""

    name: str
    summary: str
    mutate: Mutate
    examples: tuple[Example, ...]


def operator(*examples: Example) -> Callable[[Mutate], Operator]:
    """Make an operator of a function; its name, with hyphens, is the operator's."""

    def make(mutate: Mutate) -> Operator:
        summary = (mutate.__doc__ or "").strip().partition("\n")[0]
        name = getattr(mutate, "__name__", "").replace("_", "-")
        return Operator(name, summary, mutate, examples)

    return make


def all_operators() -> tuple[Operator, ...]:
    """Every operator on the graph, by the names of their files."""
    names = sorted(entry.name for entry in iter_modules(operators.__path__))
    return tuple(getattr(import_module(f"{operators.__name__}.{name}"), name) for name in names)
