"""What a run over mutants came to and cost, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from testguard.model.mutant import MutationRun, Result, Verdict
from testguard.mutation.messages import Observation


def notes_of(run: MutationRun, observation: Observation) -> Iterator[str]:
    """A line each on verdicts, time, memory, and tests that can notice nothing."""
    counts = {verdict: sum(e.verdict is verdict for e in run.results) for verdict in Verdict}
    figures = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    yield f"{run.total} mutants: {figures or 'none'}; {run.fresh} of them were tried in this run"
    tried = [each for each in run.results if each.seconds]
    if run.fresh and tried:
        yield _cost(tried)
    if run.fresh == len(tried):
        yield from _floor(run, tried)
    if run.memory:
        yield f"a worker held at most {run.memory // 2**20} MiB"
    unstable = [each.test for each in observation.runs if not each.stable]
    if unstable:
        yield f"{len(unstable)} tests fail, or pass now and then, and so cannot notice anything"
    if observation.trouble:
        yield observation.trouble


def _cost(tried: Sequence[Result]) -> str:
    spent = sum(each.seconds for each in tried) / len(tried)
    cpu = sum(each.cpu for each in tried) / len(tried)
    own = sum(each.own for each in tried) / len(tried)
    return (
        f"{spent:.2f} s a mutant that was tried, {cpu:.2f} of them on a processor, "
        f"and {own:.2f} for its tests alone"
    )


def _floor(run: MutationRun, tried: Sequence[Result]) -> Iterator[str]:
    """How far a run that tried everything is from the time that its tests alone would take."""
    floor = sum(each.own for each in tried)
    if floor:
        yield (
            f"{run.seconds:.1f} s in all, {run.seconds / floor:.1f} times the {floor:.1f} s that "
            "the tests that ran take alone, warm"
        )
