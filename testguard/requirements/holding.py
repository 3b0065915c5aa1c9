"""Whether a requirement holds of resource graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TypeVar

from msgspec import Struct

from testguard.model.requirement import Requirement
from testguard.model.resource import Graph, Resource
from testguard.requirements.keywords import errors_in, satisfies
from testguard.requirements.seen import Seen
from testguard.requirements.types import kind_of
from testguard.requirements.variants import largest_total
from testguard.requirements.views import view

STACK_REFERENCE = "pulumi:pulumi:StackReference"
T = TypeVar("T")


class Breach(Struct, frozen=True):
    """One way in which a requirement does not hold; ``resource`` is "" where one is missing."""

    resource: str
    message: str


class Held(Struct, frozen=True):
    """What a requirement was held against: labels of stacks and resources, and its breaches."""

    stacks: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    breaches: tuple[Breach, ...] = ()


class _Sight(Struct, frozen=True):
    """What a requirement is about in one graph: the stack itself, or some of its resources."""

    graph: Graph
    resources: tuple[Resource, ...] = ()
    departs: bool = False


def hold(requirement: Requirement, seen: Sequence[Seen]) -> Held:
    """Hold ``requirement`` against what was seen of a system.

    What is asked of resources, and the most there may be, must hold of every graph that speaks of
    the system as it is deployed; that something is there may be shown by any. Graphs of one stack
    module in one region are variants of one stack: of these, counts take the largest.
    """
    meant = [each for each in seen if _is_meant(requirement, each.graph)]
    if requirement.resource:
        return _hold_resources(requirement, meant)
    sights = [
        _Sight(each.graph, (), each.departs)
        for each in meant
        if each.stack and requirement.region in ("", each.graph.region)
    ]
    deployed = [each for each in sights if not each.departs]
    labels = _unique(_stack_label(each.graph) for each in sights)
    breaches = [
        *_of_least(requirement, largest_total((each.graph, 1) for each in sights)),
        *_of_most(requirement, largest_total((each.graph, 1) for each in deployed), labels),
        *_of_regions(requirement, {each.graph.region for each in sights}),
        *(breach for each in deployed for breach in _of_stacks(requirement, each.graph)),
    ]
    return Held(labels, labels, _unique(breaches))


def _hold_resources(requirement: Requirement, meant: Sequence[Seen]) -> Held:
    sights = [
        _Sight(each.graph, tuple(_matching(requirement, each.graph)), each.departs)
        for each in meant
    ]
    deployed = [each for each in sights if not each.departs]
    all_ = [(each.graph, resource) for each in sights for resource in each.resources]
    asked = [(each.graph, resource) for each in deployed for resource in each.resources]
    regions = {resource.region or graph.region for graph, resource in all_}
    shown = _unique(_label(*each) for each in asked) or _unique(_label(*each) for each in all_)
    breaches = [
        *_of_least(requirement, _counted(sights)),
        *_of_most(requirement, _counted(deployed), _unique(_label(*each) for each in asked)),
        *(_of_regions(requirement, regions) if all_ or requirement.min_count is None else ()),
        *(breach for graph, each in asked for breach in _of_resource(requirement, graph, each)),
    ]
    return Held(
        _unique(_stack_label(graph) for graph, _ in asked or all_), shown, _unique(breaches)
    )


def _unique(each: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(each))


def _is_meant(requirement: Requirement, graph: Graph) -> bool:
    pattern = requirement.stack
    names = (graph.name, graph.path, *{each.module for each in graph.resources})
    return not pattern or any(fnmatchcase(name, pattern) for name in names if name)


def _counted(sights: Iterable[_Sight]) -> int:
    return largest_total((each.graph, len(each.resources)) for each in sights)


def _matching(requirement: Requirement, graph: Graph) -> list[Resource]:
    wanted = kind_of(requirement.resource)
    return [
        each
        for each in graph.resources
        if kind_of(each.type) == wanted
        and not each.read
        and requirement.region in ("", each.region or graph.region)
        and satisfies(requirement.where, view(graph, each))
    ]


def _label(graph: Graph, resource: Resource) -> str:
    region = resource.region or graph.region
    where = f" in {region}" if region else ""
    return f"{resource.type} {resource.name}{where} ({_stack_label(graph)})"


def _stack_label(graph: Graph) -> str:
    return f"{graph.path} {graph.name}".strip()


def _of_least(requirement: Requirement, count: int) -> Iterator[Breach]:
    least = requirement.min_count
    if least is not None and count < least:
        there = "is none" if not count else f"is {count}" if count == 1 else f"are {count}"
        yield Breach("", f"there must be at least {_what(requirement, least)}, and there {there}")


def _of_most(requirement: Requirement, count: int, labels: Sequence[str]) -> Iterator[Breach]:
    most = requirement.max_count
    if most is not None and count > most:
        shown = f": {', '.join(labels[:4])}" if labels else ""
        asked = _what(requirement, most)
        yield Breach("", f"there must be at most {asked}, and there are {count}{shown}")


def _what(requirement: Requirement, count: int) -> str:
    noun = requirement.resource or ("stack" if count == 1 else "stacks")
    return f"{count} {noun}{_narrowed(requirement)}"


def _narrowed(requirement: Requirement) -> str:
    parts = [
        " like `where`" if requirement.where else "",
        f" in {requirement.region}" if requirement.region else "",
        f" of stack {requirement.stack}" if requirement.stack and requirement.resource else "",
        f" named {requirement.stack}" if requirement.stack and not requirement.resource else "",
    ]
    return "".join(parts)


def _of_regions(requirement: Requirement, regions: set[str]) -> Iterator[Breach]:
    wanted = requirement.distinct_regions
    known = sorted(regions - {""})
    if wanted is not None and len(known) < wanted:
        what = requirement.resource or "the stacks"
        shown = f" ({', '.join(known)})" if known else ""
        yield Breach("", f"{what} must spread over {wanted} regions, not {len(known)}{shown}")


def _of_resource(requirement: Requirement, graph: Graph, resource: Resource) -> Iterator[Breach]:
    label = _label(graph, resource)
    for complaint in errors_in(requirement.must, view(graph, resource)):
        yield Breach(label, complaint)
    known = {each.id: each for each in graph.resources}
    near = {id_ for ids in resource.references.values() for id_ in ids}
    for type_ in requirement.references:
        if not _any_of_type(type_, near, known):
            yield Breach(label, f"refers to no {type_}")
    reached = _reached(resource, known)
    for type_ in requirement.depends_on:
        if not _any_of_type(type_, reached, known):
            yield Breach(label, f"depends on no {type_}")


def _any_of_type(type_: str, ids: Iterable[str], known: dict[str, Resource]) -> bool:
    wanted = kind_of(type_)
    return any(kind_of(known[each].type) == wanted for each in ids if each in known)


def _reached(resource: Resource, known: dict[str, Resource]) -> set[str]:
    """The ids of all that a resource waits for, however indirectly."""
    reached: set[str] = set()
    waiting = list(resource.depends_on)
    while waiting:
        id_ = waiting.pop()
        if id_ not in reached:
            reached.add(id_)
            waiting += known[id_].depends_on if id_ in known else ()
    return reached


def _of_stacks(requirement: Requirement, graph: Graph) -> Iterator[Breach]:
    """What a stack depends on: what its framework says, and the stacks whose outputs it reads."""
    read = (each.name for each in graph.resources if each.type == STACK_REFERENCE)
    needed = {*graph.depends_on, *read}
    for pattern in requirement.depends_on:
        if not any(fnmatchcase(name, pattern) for name in needed):
            yield Breach(_stack_label(graph), f"depends on no stack named {pattern}")
