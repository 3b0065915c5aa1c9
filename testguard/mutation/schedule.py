"""From mutants to trials: which tests, in which order, for how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from testguard.mutation.generate import Work
from testguard.mutation.messages import Run, Trial

# a mutant may make code slower without being an endless loop, and machines are busy
SLOWER = 20.0
LEAST = 10.0


class Timetable(Struct, frozen=True):
    """What is known of the tests: the stable ones, and their seconds when warm."""

    seconds: Mapping[str, float]

    @classmethod
    def of(cls, runs: Iterable[Run]) -> Timetable:
        """The timetable of an observation."""
        return cls({run.test: run.seconds for run in runs if run.stable})

    def trial(self, work: Work) -> Trial:
        """A trial on the stable tests among those that touch the mutant, fastest first."""
        tests = [test for test in work.tests if test in self.seconds]
        ordered = tuple(sorted(tests, key=lambda test: (self.seconds[test], test)))
        limit = LEAST + SLOWER * self.own(ordered)
        return Trial(work.mutant, ordered, limit, work.source, work.refusals)

    def own(self, tests: Iterable[str]) -> float:
        """The seconds that these tests take alone, when warm."""
        return sum(self.seconds.get(test, 0.0) for test in tests)
