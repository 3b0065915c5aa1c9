"""The taps of all frameworks in a worker, as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from testguard.model.mutant import Act, Mutant
from testguard.model.resource import Graph
from testguard.model.statement import Statement
from testguard.plugin import AlteringTap, Builder, Framework, RecallingTap, StatingTap


class Taps(Struct, frozen=True):
    """Taps that can alter what tests see, by the names of their frameworks."""

    taps: Mapping[str, AlteringTap]

    @classmethod
    def of(cls, frameworks: Iterable[Framework], root: Path) -> Taps:
        """A new tap of each framework that has one."""
        found = {each.name: each.tap(root) for each in frameworks if isinstance(each, Builder)}
        return cls({name: tap for name, tap in found.items() if isinstance(tap, AlteringTap)})

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
        before = ""
        for tap in self.taps.values():
            before, tap.key = tap.key, key
        return before

    def alter(self, mutant: Mutant) -> None:
        """From now on, hand tests what they build with this one thing wrong."""
        for tap in self.taps.values():
            tap.alter(mutant)

    def before_trial(self) -> None:
        """Get ready for a trial."""
        for tap in self.taps.values():
            tap.before_trial()

    def heed(self, varied: Iterable[Statement] = (), attempt: int = 0) -> None:
        """Hear what code states, and say these statements otherwise."""
        for tap in self._stating:
            tap.heed(varied, attempt)

    def recall(self, others: Taps) -> None:
        """Know what other taps saw of unchanged code."""
        for name, tap in self.taps.items():
            if isinstance(tap, RecallingTap) and name in others.taps:
                tap.recall(others.taps[name])

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What code stated so far."""
        return tuple(each for tap in self._stating for each in tap.statements)

    @property
    def refused(self) -> tuple[Statement, ...]:
        """What could not be said otherwise."""
        return tuple(each for tap in self._stating for each in tap.refused)

    @property
    def _stating(self) -> list[StatingTap]:
        return [tap for tap in self.taps.values() if isinstance(tap, StatingTap)]

    def noticed(self, error: BaseException) -> bool | None:
        """Whether an error is an assertion of a framework, or a crash of its mocks, or neither."""
        told = (tap.noticed(error) for tap in self.taps.values())
        return next((each for each in told if each is not None), None)

    @property
    def applied(self) -> int:
        """How often what is wrong was put where tests could see it."""
        return sum(tap.applied for tap in self.taps.values())

    @property
    def visible(self) -> dict[str, tuple[Act, ...]]:
        """What of a graph tests can see, by framework."""
        return {name: tuple(sorted(tap.visible)) for name, tap in self.taps.items()}

    def graphs(self) -> Iterator[tuple[str, str, Graph]]:
        """Framework, key and graph of everything that was built."""
        for name, tap in self.taps.items():
            for key, graphs in tap.graphs.items():
                yield from ((name, key, graph) for graph in graphs)
