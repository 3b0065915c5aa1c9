"""Evidence: what a test run left behind, as recorded in ``.testguard/``."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from testguard.model.mutant import MutationRun
from testguard.model.project import Conventions
from testguard.model.resource import Observed

SAMPLE = 5


class Arc(NamedTuple):
    """A branch: from a line to a line; a negative target leaves the code object."""

    source: int
    target: int


class Way(StrEnum):
    """What can be exercised of a contract's item."""

    DEFAULT = "default"
    OVERRIDE = "override"
    VALIDATION = "validation"


class Exercise(Struct, frozen=True):
    """What passed tests did to one default, override or validation path.

    ``item`` is the id of the contract's item, which stands at ``line`` of ``path``; ``label`` says
    it in words. ``tests`` are the ids of tests that exercised it, ``asserting`` of those that
    expected the error of a validation path in a raises-block: the first `SAMPLE` in alphabetical
    order, so that merging is a union. ``values`` are the distinct values seen, as short texts.
    """

    item: str
    way: Way
    path: str
    line: int
    label: str
    tests: tuple[str, ...] = ()
    asserting: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()

    @property
    def state(self) -> str:
        """What became of it: "not exercised", "exercised", "reached" or "asserted"."""
        if not self.tests:
            return "not exercised"
        if self.way is not Way.VALIDATION:
            return "exercised"
        return "asserted" if self.asserting else "reached"


class SuiteRun(Struct, frozen=True):
    """What ran of one suite: passed tests by symbol, and those of them that ran an assertion.

    ``executed`` are the lines of assertions that ran in passed tests. ``digest`` is the SHA-256 of
    the file.
    """

    path: str
    digest: str
    passed: frozenset[str] = frozenset()
    asserting: frozenset[str] = frozenset()
    executed: frozenset[int] = frozenset()


class StackEvidence(Struct, frozen=True):
    """What the tests did to one stack module.

    ``digest`` is the SHA-256 of the file when it was measured. ``imported`` is False for a module
    no test imported or ran. ``measured`` is False where coverage did not look at the file, and
    ``branched`` where it did not record branches. Lines and arcs are those coverage.py counts:
    exclusions, and exits that ``# pragma: no branch`` excuses, are gone from both. ``probed`` tells
    that the module's contract was watched; ``exercises`` then holds every item of it.
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
    probed: bool = False
    exercises: tuple[Exercise, ...] = ()


class Evidence(Struct, frozen=True):
    """What one run, or several merged ones, recorded.

    ``collected`` holds for each suite the ids of the tests pytest selected to run, without the
    suite's path. ``failed`` counts failures and errors. ``partial`` says why the run must not be
    judged ("-k was given"), or is "". ``unmeasured`` says why coverage has no data at all, or is
    "". ``shards`` are the names of the runs merged here; ``runs`` tell what ran of each suite,
    ``graphs`` what the tests built. ``mutation`` is the last run over mutants, which has a record
    of its own.
    """

    stacks: tuple[StackEvidence, ...] = ()
    collected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    failed: int = 0
    partial: str = ""
    unmeasured: str = ""
    commit: str = ""
    conventions: Conventions | None = None
    shards: tuple[str, ...] = ()
    runs: tuple[SuiteRun, ...] = ()
    graphs: tuple[Observed, ...] = ()
    mutation: MutationRun | None = None

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
