"""Several runs of one commit, read as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from testguard.errors import EvidenceError
from testguard.measurement.probing.evidence import join_exercises
from testguard.measurement.tapping import join_observed
from testguard.model.evidence import Evidence, StackEvidence, SuiteRun


def merge(given: Sequence[Evidence]) -> Evidence:
    """What ``given`` shards recorded together: unions of what was executed, taken and collected.

    A shard is a part by its nature, so the merged evidence is partial only where all of one run is
    and that run is the only one. Order does not matter, and what is given twice counts once.

    Raises `EvidenceError` when the shards are about different commits or versions of a file.
    """
    shards = [each for place, each in enumerate(given) if each not in given[:place]]
    if len(shards) == 1:
        return shards[0]
    commits = sorted({shard.commit for shard in shards if shard.commit})
    if len(commits) > 1:
        raise EvidenceError(
            f"the evidence was recorded at different commits: {', '.join(commits)}",
            hint="delete .testguard/ and record all runs at one commit",
        )
    return Evidence(
        stacks=tuple(_stacks(stack for shard in shards for stack in shard.stacks)),
        collected=_collected(shards),
        failed=sum(shard.failed for shard in shards),
        unmeasured="; ".join(sorted({shard.unmeasured for shard in shards if shard.unmeasured})),
        commit="".join(commits),
        conventions=min(
            (shard.conventions for shard in shards if shard.conventions), key=repr, default=None
        ),
        shards=tuple(sorted({name for shard in shards for name in shard.shards})),
        runs=tuple(_runs(run for shard in shards for run in shard.runs)),
        graphs=join_observed(each for shard in shards for each in shard.graphs),
    )


def _stacks(stacks: Iterable[StackEvidence]) -> Iterable[StackEvidence]:
    merged: dict[str, StackEvidence] = {}
    for stack in stacks:
        known = merged.get(stack.path)
        merged[stack.path] = _union(known, stack) if known else stack
    return (merged[path] for path in sorted(merged))


def _union(one: StackEvidence, other: StackEvidence) -> StackEvidence:
    if one.digest != other.digest:
        raise EvidenceError(
            f"the evidence is about different versions of {one.path}",
            hint="delete .testguard/ and record all runs with the same files",
        )
    return replace(
        one,
        imported=one.imported or other.imported,
        measured=one.measured or other.measured,
        branched=one.branched or other.branched,
        lines=one.lines | other.lines,
        executed=one.executed | other.executed,
        arcs=one.arcs | other.arcs,
        taken=one.taken | other.taken,
        probed=one.probed or other.probed,
        exercises=join_exercises([one.exercises, other.exercises]),
    )


def _runs(runs: Iterable[SuiteRun]) -> Iterable[SuiteRun]:
    merged: dict[str, SuiteRun] = {}
    for run in runs:
        known = merged.setdefault(run.path, run)
        if known.digest != run.digest:
            raise EvidenceError(
                f"the evidence is about different versions of {run.path}",
                hint="delete .testguard/ and record all runs with the same files",
            )
        merged[run.path] = replace(
            known,
            passed=known.passed | run.passed,
            asserting=known.asserting | run.asserting,
            executed=known.executed | run.executed,
        )
    return (merged[path] for path in sorted(merged))


def _collected(shards: Sequence[Evidence]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    suites: dict[str, set[str]] = {}
    for shard in shards:
        for suite, ids in shard.collected:
            suites.setdefault(suite, set()).update(ids)
    return tuple((suite, tuple(sorted(suites[suite]))) for suite in sorted(suites))
