from __future__ import annotations

from testguard.model.mutant import Act, Mutant
from testguard.mutation.generate import Work
from testguard.mutation.messages import Run
from testguard.mutation.schedule import LEAST, SLOWER, Timetable

MUTANT = Mutant("resource-removed", Act.REMOVE, "lib/a.py", "lib/a.py", 3)


def test_stable_tests_run_fastest_first_and_their_time_is_limited() -> None:
    table = Timetable.of(
        [
            Run("slow", stable=True, seconds=2.0),
            Run("fast", stable=True, seconds=0.5),
            Run("flaky", stable=False, seconds=0.1),
            Run("other", stable=True, seconds=9.0),
        ]
    )
    trial = table.trial(Work(MUTANT, ("slow", "flaky", "fast"), "text", ("ValueError",)))
    assert trial.tests == ("fast", "slow")
    assert trial.seconds == LEAST + SLOWER * 2.5
    assert (trial.source, trial.refusals) == ("text", ("ValueError",))
