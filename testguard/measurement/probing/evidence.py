"""From what a session's probes counted to evidence, and several sessions' into one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from testguard.measurement.probing.plan import Role
from testguard.measurement.probing.recorder import ASSERTED, Count, ProbeRecorder
from testguard.model.contract import Contract, Input, Validation
from testguard.model.evidence import SAMPLE, Exercise, Way
from testguard.model.resource import Observed

NOTHING = Count()
Counts = Mapping[tuple[str, str], Count]


class Probed(Struct, frozen=True):
    """What one process saw: exercises by stack module, and what ran of each suite by path.

    Suites that were imported without probes are left out: what ran of them is not known.
    ``blind`` are the stack modules of whose contracts a part ran without probes. ``interrupted``
    says what ended the run before its time, whatever its exit code tells, or is "". ``graphs`` are
    those that tests built.
    """

    exercises: tuple[tuple[str, tuple[Exercise, ...]], ...] = ()
    blind: frozenset[str] = frozenset()
    runs: tuple[tuple[str, frozenset[str], frozenset[str], frozenset[int]], ...] = ()
    interrupted: str = ""
    graphs: tuple[Observed, ...] = ()


def probed(contracts: Sequence[Contract], recorder: ProbeRecorder) -> Probed:
    """The evidence of one process."""
    recorder.finish()
    stacks: dict[str, dict[tuple[str, Way], Exercise]] = {}
    for contract in contracts:
        for found in exercises_of(contract, recorder.counts):
            stacks.setdefault(contract.path, {})[found.item, found.way] = found
        stacks.setdefault(contract.path, {})
    runs = [
        (
            path,
            frozenset(run.passed),
            frozenset(run.asserting),
            frozenset(run.executed),
        )
        for path, run in sorted(recorder.files.items())
        if path in recorder.tally.probed_files
    ]
    blind = frozenset(each.path for each in contracts if recorder.unprobed & _modules_of(each))
    return Probed(
        tuple((path, tuple(items.values())) for path, items in stacks.items()),
        blind,
        tuple(runs),
        recorder.interrupted,
        recorder.taps.observed(),
    )


def _modules_of(contract: Contract) -> set[str]:
    inputs = (item.module for item in contract.inputs)
    return {contract.path, *inputs, *(path.module for path in contract.validations)}


def exercises_of(contract: Contract, counts: Counts) -> Iterator[Exercise]:
    """Every default, override and validation path of a contract, exercised or not."""
    for item in contract.inputs:
        if item.used is not None:
            yield _input(item, Way.DEFAULT, f"{item.name} = {item.default}", counts)
        if item.given is not None:
            yield _input(item, Way.OVERRIDE, item.name, counts)
    for path in contract.validations:
        yield _validation(path, counts)


def _input(item: Input, way: Way, label: str, counts: Counts) -> Exercise:
    role = Role.USED if way is Way.DEFAULT else Role.GIVEN
    count = counts.get((item.id, role), NOTHING)
    return Exercise(
        item.id,
        way,
        item.module,
        item.line,
        label,
        _sample(count.names),
        values=frozenset(count.values),
    )


def _validation(path: Validation, counts: Counts) -> Exercise:
    guard = f" if {path.guard}" if path.guard else ""
    return Exercise(
        path.id,
        Way.VALIDATION,
        path.module,
        path.line,
        f"{path.raises}{guard}",
        _sample(counts.get((path.id, Role.REACHED), NOTHING).names),
        _sample(counts.get((path.id, ASSERTED), NOTHING).names),
    )


def _sample(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names)[:SAMPLE])


def join_exercises(sets: Sequence[tuple[Exercise, ...]]) -> tuple[Exercise, ...]:
    """The union of what several processes or shards saw of one stack module."""
    joined: dict[tuple[str, Way], Exercise] = {}
    for each in (item for items in sets for item in items):
        known = joined.setdefault((each.item, each.way), each)
        joined[each.item, each.way] = replace(
            known,
            tests=_sample({*known.tests, *each.tests}),
            asserting=_sample({*known.asserting, *each.asserting}),
            values=known.values | each.values,
        )
    return tuple(joined.values())
