"""Graphs, and what each of them says of a system as it is deployed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from testguard.model.resource import Graph, Observed


class Seen(Struct, frozen=True):
    """A graph that requirements are held against.

    ``stack`` is False for a construct that was built alone: its resources count, and the stack
    around it is none that anybody deploys. ``departs`` tells a variant that a test built with more
    inputs of its own than another: what it has can satisfy a requirement, and cannot violate one.
    """

    graph: Graph
    stack: bool = True
    departs: bool = False


def seen_in_tests(
    observed: Sequence[Observed], constructs: Collection[str] = ()
) -> tuple[Seen, ...]:
    """What tests built, as requirements see it.

    Tests build a stack with its defaults, as a program constructs it, and with inputs of their own,
    to see what these do. Of graphs of the same modules those speak of the system for which tests
    gave least; the others depart from it. ``constructs`` are stack modules that define no stack.
    """
    return tuple(
        Seen(each.graph, _is_stack(each, constructs), any(_says_more(o, each) for o in observed))
        for each in observed
    )


def _is_stack(observed: Observed, constructs: Collection[str]) -> bool:
    """Whether a graph is one of a stack; a region is given to nothing else."""
    modules = _modules(observed)
    return bool(observed.graph.region) or not modules or not modules <= frozenset(constructs)


def _says_more(one: Observed, other: Observed) -> bool:
    """Whether ``one`` shows what ``other`` is about, with less of what a test gave."""
    if not frozenset(one.given) < frozenset(other.given):
        return False
    modules = _modules(other)
    same = bool(one.graph.path) and one.graph.path == other.graph.path
    return same or (bool(modules) and modules <= _modules(one))


def _modules(observed: Observed) -> frozenset[str]:
    path = observed.graph.path
    return observed.modules or frozenset([path] if path else ())
