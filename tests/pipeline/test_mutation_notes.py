from __future__ import annotations

from testguard.model.mutant import Act, Mutant, MutationRun, Result, Tried, Verdict
from testguard.mutation.messages import Observation, Run
from testguard.pipeline.mutation_notes import notes_of

MUTANT = Mutant("number-moved", Act.SET, "lib/a.py", "lib/a.py", 1)
KILLED = Result(MUTANT, Verdict.KILLED, "t", seconds=0.5, cpu=0.25, own=0.1)
SURVIVED = Result(MUTANT, Verdict.SURVIVED, seconds=1.5, cpu=0.75, own=0.4)
UNCOVERED = Result(MUTANT, Verdict.UNCOVERED)


def notes(*results: Result, fresh: int, observation: Observation | None = None) -> list[str]:
    stacks = (Tried("lib/a.py", "", results),)
    run = MutationRun(stacks, total=len(results), fresh=fresh, seconds=5.0, memory=3 * 2**20)
    return list(notes_of(run, observation or Observation()))


def test_a_whole_run_tells_how_far_it_is_from_its_tests_alone() -> None:
    assert notes(KILLED, SURVIVED, UNCOVERED, fresh=2) == [
        "3 mutants: 1 killed, 1 survived, 1 uncovered; 2 of them were tried in this run",
        "1.00 s a mutant that was tried, 0.50 of them on a processor, and 0.25 for its tests alone",
        "5.0 s in all, 10.0 times the 0.5 s that the tests that ran take alone, warm",
        "a worker held at most 3 MiB",
    ]


def test_what_was_known_before_has_no_floor() -> None:
    assert len([each for each in notes(KILLED, SURVIVED, fresh=1) if "in all" in each]) == 0
    assert notes(KILLED, fresh=0) == [
        "1 mutants: 1 killed; 0 of them were tried in this run", "a worker held at most 3 MiB",
    ]  # fmt: skip


def test_tests_that_notice_nothing_and_trouble_are_told() -> None:
    observation = Observation((Run("t", stable=False, seconds=0.1),), trouble="it is late")
    assert notes(fresh=0, observation=observation)[2:] == [
        "1 tests fail, or pass now and then, and so cannot notice anything", "it is late",
    ]  # fmt: skip
