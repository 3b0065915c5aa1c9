"""Trying all mutants that are not known yet, and what became of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from testguard.model.mutant import Result, Verdict
from testguard.mutation.assertions import assertion_for
from testguard.mutation.fingerprints import Contents
from testguard.mutation.generate import Work
from testguard.mutation.messages import Observation, Outcome, Trial
from testguard.mutation.pool import Pool
from testguard.mutation.remote import Remote
from testguard.mutation.schedule import Timetable
from testguard.mutation.store import Store

UNSTABLE = "only tests that fail, or pass now and then, touch it"
UNTRIED = "there was no time left to try it"


class Tally(Struct, frozen=True):
    """How far a run is: mutants there are, done, killed and survived so far."""

    total: int
    done: int
    killed: int
    survived: int


Progress = Callable[[Tally], None]


@dataclass
class Campaign:
    """One run over mutants: ``works`` in order, what is observed of the tests, what is known.

    ``until`` is the time, by `time.monotonic`, after which no further mutant is tried.
    """

    works: Sequence[Work]
    observation: Observation
    contents: Contents
    store: Store
    progress: Progress
    until: float = float("inf")
    results: dict[int, Result] = field(default_factory=dict)
    fresh: int = 0
    memory: int = 0

    def __post_init__(self) -> None:
        self.table = Timetable.of(self.observation.runs)
        self.trials = [self.table.trial(work) for work in self.works]
        self.keys = [self._key(trial) for trial in self.trials]
        for index, work in enumerate(self.works):
            self._recall(index, work)

    @property
    def todo(self) -> list[int]:
        """The indexes of the mutants that are not known, and must be tried."""
        return [index for index in range(len(self.works)) if index not in self.results]

    def run(self, pool: Pool | Remote) -> None:
        """Try what is not known."""
        todo = self.todo
        self._tell()

        def done(place: int, outcome: Outcome) -> None:
            index = todo[place]
            self.fresh += 1
            self.store.keep(self.keys[index], outcome)
            self._take(index, outcome)
            self._tell()

        pool.run([self.trials[index] for index in todo], done, self._has_time)

    def finish(self) -> tuple[Result, ...]:
        """All results, in the order of the mutants, also of those that were not tried."""
        for index in self.todo:
            self.results[index] = Result(self.works[index].mutant, Verdict.UNTRIED, message=UNTRIED)
        return tuple(_with_remedy(self.results[index]) for index in range(len(self.works)))

    def _has_time(self) -> bool:
        return time.monotonic() < self.until

    def _recall(self, index: int, work: Work) -> None:
        known = self.store.outcomes.get(self.keys[index])
        if not self.trials[index].tests:
            message = UNSTABLE if work.tests else ""
            self.results[index] = Result(work.mutant, Verdict.UNCOVERED, message=message)
        elif known is not None:
            self._take(index, known)

    def _take(self, index: int, outcome: Outcome) -> None:
        self.memory = max(self.memory, outcome.memory)
        self.results[index] = Result(
            self.works[index].mutant,
            outcome.verdict,
            outcome.by,
            outcome.message,
            outcome.ran,
            outcome.seconds,
            outcome.cpu,
            self.table.own(outcome.ran),
        )

    def _key(self, trial: Trial) -> str:
        if trial.mutant is None:
            return ""
        touched = (
            module
            for module, by_line in self.observation.lines.items()
            if any(test in tests for tests in by_line.values() for test in trial.tests)
        )
        return self.contents.of_trial(trial.mutant, trial.tests, touched)

    def _tell(self) -> None:
        verdicts = [each.verdict for each in self.results.values()]
        killed = verdicts.count(Verdict.KILLED)
        survived = verdicts.count(Verdict.SURVIVED)
        self.progress(Tally(len(self.works), len(verdicts), killed, survived))


def _with_remedy(result: Result) -> Result:
    if result.verdict is Verdict.KILLED:
        return result
    return replace(result, remedy=assertion_for(result.mutant))


def shard_of(works: Iterable[Work], index: int, count: int) -> list[Work]:
    """The works that the shard ``index`` of ``count`` tries, told from the mutants' ids."""
    return [work for work in works if int(work.mutant.id, 16) % count == index - 1]
