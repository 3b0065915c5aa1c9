"""Evidence: what a test run left behind, as recorded in ``.testguard/``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arc:
    """A branch: from a line to a line; a negative target leaves the code object."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class StackEvidence:
    """What the tests did to one stack module.

    ``imported`` is False for a module no test imported. ``digest`` is the SHA-256 of the file when
    it was measured. Lines and arcs are those coverage.py counts: exclusions are gone from both.
    """

    path: str
    digest: str
    imported: bool
    lines: frozenset[int] = frozenset()
    executed: frozenset[int] = frozenset()
    arcs: frozenset[Arc] = frozenset()
    taken: frozenset[Arc] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one run, or several merged ones, recorded.

    ``collected`` counts the tests pytest collected per suite. ``partial`` says why the run must
    not be judged ("-k was given"), or is "". ``shards`` are the names of the runs merged here.
    """

    stacks: tuple[StackEvidence, ...] = ()
    collected: tuple[tuple[str, int], ...] = ()
    partial: str = ""
    commit: str = ""
    shards: tuple[str, ...] = ()

    def of(self, path: str) -> StackEvidence | None:
        """The evidence about one stack module."""
        return next((stack for stack in self.stacks if stack.path == path), None)

    @property
    def tests(self) -> int:
        """How many tests were collected."""
        return sum(count for _, count in self.collected)
