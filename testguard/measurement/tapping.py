"""Taps of all frameworks in one session: which graphs were built, and which passed tests used them.

A key stands for one test or one fixture of a wider scope; what a fixture builds counts for every
passed test that uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec.structs import replace

from testguard.model.resource import Graph, Observed, Resource
from testguard.plugin import Builder, Framework, Tap


@dataclass
class Taps:
    """The taps of one process, by the names of their frameworks."""

    taps: Mapping[str, Tap] = field(default_factory=dict)
    _key: str = ""
    _passed: list[tuple[str, Iterable[str]]] = field(default_factory=list)
    _given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, frameworks: Iterable[Framework], root: Path) -> Taps:
        """A tap of each framework that can be tapped."""
        found = (each for each in frameworks if isinstance(each, Builder))
        return cls({each.name: each.tap(root) for each in found})

    def install(self) -> None:
        """Begin to listen."""
        for tap in self.taps.values():
            tap.install()

    def remove(self) -> None:
        """Leave every framework as it was found."""
        for tap in self.taps.values():
            tap.remove()

    def switch(self, key: str) -> str:
        """What is built from now on belongs to ``key``; gives the key so far."""
        before, self._key = self._key, key
        for tap in self.taps.values():
            tap.key = key
        return before

    def count(self, test: str, keys: Iterable[str]) -> None:
        """A test passed, and used what was built under ``keys``."""
        self._passed.append((test, keys))

    def give(self, key: str, items: Iterable[str]) -> None:
        """What is built under ``key`` got these inputs from test code."""
        self._given[key].update(items)

    def observed(self) -> tuple[Observed, ...]:
        """Each graph that was built, once, with the passed tests that used it."""
        return join_observed(self._found())

    def _found(self) -> Iterator[Observed]:
        used: dict[str, set[str]] = defaultdict(set)
        for test, keys in self._passed:
            for key in keys:
                used[key].add(test)
        for framework, tap in self.taps.items():
            for key, graphs in tap.graphs.items():
                tests, given = tuple(sorted(used[key])), tuple(sorted(self._given[key]))
                for graph in graphs:
                    yield Observed(framework, _ordered(graph), tests, given)


def _ordered(graph: Graph) -> Graph:
    """The graph in an order that does not depend on which resource was registered first."""
    resources = sorted(graph.resources, key=_identity)
    place = {resource.id: number for number, resource in enumerate(resources)}
    return replace(graph, resources=tuple(_pointing(each, place) for each in resources))


def _pointing(resource: Resource, place: Mapping[str, int]) -> Resource:
    """The resource, pointing at others in the order in which they stand in the graph."""

    def sorted_ids(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(ids, key=lambda id_: (place.get(id_, len(place)), id_)))

    references = {key: sorted_ids(ids) for key, ids in resource.references.items()}
    return replace(resource, depends_on=sorted_ids(resource.depends_on), references=references)


def _identity(resource: Resource) -> tuple[str, ...]:
    return (resource.source.rpartition(":")[0], resource.type, resource.name, resource.id)


def join_observed(parts: Iterable[Observed]) -> tuple[Observed, ...]:
    """Equal graphs as one, with the tests of all, and the least that was given for one of them.

    The order does not depend on theirs.
    """
    joined: dict[bytes, Observed] = {}
    for each in parts:
        key = msgspec.json.encode((each.framework, each.graph), order="deterministic")
        known = joined.get(key)
        tests = each.tests if known is None else tuple(sorted({*known.tests, *each.tests}))
        given = each.given if known is None else _least(known.given, each.given)
        joined[key] = replace(each, tests=tests, given=given)
    return tuple(joined[key] for key in sorted(joined))


def _least(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return min((one, other), key=lambda given: (len(given), given))


def placed(observed: Sequence[Observed], stacks: Iterable[str]) -> tuple[Observed, ...]:
    """Each graph with the stack module that declared it, where there is exactly one.

    A graph that several stack modules declared, such as one of an app, keeps the path it has.
    """
    known = frozenset(stacks)
    return tuple(replace(each, graph=_placed(each, known)) for each in observed)


def _placed(observed: Observed, stacks: frozenset[str]) -> Graph:
    modules = observed.modules & stacks
    if observed.graph.path or len(modules) != 1:
        return observed.graph
    return replace(observed.graph, path=min(modules))
