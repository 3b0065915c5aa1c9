"""All nodes of some kinds of one syntax tree, to be looked up by where they stand."""

from __future__ import annotations

import operator
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
    """The ``nodes`` of some ``kinds`` in document order, and where they begin and end.

    ``gaps`` tells that some nodes are empty, so that extents do not tell what lies inside what.
    """

    def __init__(self, kinds: Collection[str], nodes: Sequence[N]) -> None:
        self.asked = frozenset(kinds)
        self._nodes = nodes
        self._kinds = [node.kind() for node in self._nodes]
        extents = [node.range() for node in self._nodes]
        self._starts = [extent.start.index for extent in extents]
        self._ends = [extent.end.index for extent in extents]
        self.gaps = any(map(operator.eq, self._starts, self._ends))

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
        nodes, own = self._nodes, self._kinds
        if outside and any(kind in outside for kind in own[first:last]):
            return self._not_inside(range(first, last), kinds, outside)
        return [nodes[at] for at in range(first, last) if own[at] in kinds]

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
