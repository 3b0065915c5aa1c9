"""Evidence: what a test run left behind, as recorded in ``.testguard/``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Arc(NamedTuple):
    """A branch: from a line to a line; a negative target leaves the code object."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class StackEvidence:
    """What the tests did to one stack module.

    ``digest`` is the SHA-256 of the file when it was measured. ``imported`` is False for a module
    no test imported or ran. ``measured`` is False where coverage did not look at the file, and
    ``branched`` where it did not record branches. Lines and arcs are those coverage.py counts:
    exclusions, and exits that ``# pragma: no branch`` excuses, are gone from both.
    """

    path: str
    digest: str
    imported: bool
    measured: bool = True
    branched: bool = True
    lines: frozenset[int] = frozenset()
    executed: frozenset[int] = frozenset()
    arcs: frozenset[Arc] = frozenset()
    taken: frozenset[Arc] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one run, or several merged ones, recorded.

    ``collected`` holds for each suite the ids of the tests pytest selected to run, without the
    suite's path. ``failed`` counts failures and errors. ``partial`` says why the run must not be
    judged ("-k was given"), or is "". ``unmeasured`` says why coverage has no data at all, or is
    "". ``shards`` are the names of the runs merged here.
    """

    stacks: tuple[StackEvidence, ...] = ()
    collected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    failed: int = 0
    partial: str = ""
    unmeasured: str = ""
    commit: str = ""
    shards: tuple[str, ...] = ()

    def of(self, path: str) -> StackEvidence | None:
        """The evidence about one stack module."""
        return next((stack for stack in self.stacks if stack.path == path), None)

    @property
    def tests(self) -> int:
        """How many tests were collected."""
        return sum(len(ids) for _, ids in self.collected)

    def tests_in(self, suites: tuple[str, ...]) -> int:
        """How many tests were collected from these suites."""
        return sum(len(ids) for suite, ids in self.collected if suite in suites)
