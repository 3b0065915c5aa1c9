"""Which graphs show one and the same stack, so that what they hold is not counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from testguard.model.resource import Graph

Home = str | frozenset[str]


def largest_total(counted: Iterable[tuple[Graph, int]]) -> int:
    """The sum, over all stacks, of the largest count in a graph of each.

    Graphs of one stack module in one region show one stack. Where tests built them, so that nothing
    names the module, it is told by the files that declare what is in them: fewer of the same files
    show a part of a stack. A graph of no known region may be in any.
    """
    pairs = list(counted)
    homes = _homes([graph for graph, _ in pairs])
    most: dict[Home, dict[str, int]] = {}
    for (graph, count), home in zip(pairs, homes, strict=True):
        of_home = most.setdefault(home, {})
        of_home[graph.region] = max(count, of_home.get(graph.region, 0))
    return sum(_total(by_region) for by_region in most.values())


def _total(by_region: dict[str, int]) -> int:
    known = sum(count for region, count in by_region.items() if region)
    return max(known, by_region.get("", 0))


def _homes(graphs: Sequence[Graph]) -> list[Home]:
    files = [frozenset(each.module for each in graph.resources if each.module) for graph in graphs]
    widest = sorted(set(files), key=lambda each: (-len(each), sorted(each)))
    return [
        graph.path or next((each for each in widest if own and own <= each), graph.name)
        for graph, own in zip(graphs, files, strict=True)
    ]
