"""All nodes of some kinds of one syntax tree, to be looked up by where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from typing import Any, Generic, Protocol, Self, TypeVar


class Placed(Protocol):
    """What is asked of a node; a range has ``start.index`` and ``end.index``."""

    def kind(self) -> str:
        """The name of its kind."""
        ...

    def range(self) -> Any:
        """Where it stands."""
        ...

    def parent(self) -> Self | None:
        """The node around it."""
        ...


N = TypeVar("N", bound=Placed)


class KindIndex(Generic[N]):
    """Nodes in document order, none of them empty, and where they begin and end."""

    def __init__(self, nodes: Sequence[N]) -> None:
        self._nodes = nodes
        self._kinds = [node.kind() for node in self._nodes]
        extents = [node.range() for node in self._nodes]
        self._starts = [extent.start.index for extent in extents]
        self._ends = [extent.end.index for extent in extents]

    def __contains__(self, kind: str) -> bool:
        """Whether there is a node of this kind."""
        return kind in self._kinds

    def find(self, node: N, kinds: Collection[str], outside: Collection[str]) -> list[N]:
        """The nodes of ``kinds`` below and including ``node``, but not inside those of ``outside``.

        Of the latter, those of ``kinds`` are given themselves.
        """
        extent = node.range()
        start, end = extent.start.index, extent.end.index
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        if first < last and self._starts[first] == start:
            first = self._below(node, first, end)
        own = self._kinds[first:last]
        if outside and not frozenset(own).isdisjoint(outside):
            return self._not_inside(range(first, last), kinds, outside)
        inside = zip(own, self._nodes[first:last], strict=True)
        return [inner for kind, inner in inside if kind in kinds]

    def _below(self, node: N, first: int, end: int) -> int:
        """The first position behind the ancestors of ``node``, which may begin where it begins."""
        start, above = self._starts[first], None
        while first < len(self._nodes) and self._starts[first] == start:
            if self._ends[first] < end or self._nodes[first] == node:
                break
            if self._ends[first] == end:
                above = _of_same_extent(node, start, end) if above is None else above
                if self._nodes[first] not in above:
                    break
            first += 1
        return first

    def _not_inside(
        self, positions: range, kinds: Collection[str], outside: Collection[str]
    ) -> list[N]:
        kept: list[N] = []
        closed = -1
        for at in positions:
            if self._starts[at] < closed:
                continue
            kind = self._kinds[at]
            if kind in outside:
                closed = self._ends[at]
            if kind in kinds:
                kept.append(self._nodes[at])
        return kept


def _of_same_extent(node: N, start: int, end: int) -> list[N]:
    """The ancestors of ``node`` that begin and end where it does."""
    found: list[N] = []
    above = node.parent()
    while above is not None:
        extent = above.range()
        if extent.start.index != start or extent.end.index != end:
            break
        found.append(above)
        above = above.parent()
    return found
