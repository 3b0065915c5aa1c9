from __future__ import annotations

from testguard.model.contract import Contract, Input, InputKind, Probe, Validation, Watch
from testguard.model.evidence import Exercise, StackEvidence, Way
from testguard.model.source import Span
from testguard.scaffold.wanted import wanted

SITE = Span(5, 1, 5, 9)
PROBE = Probe("lib/a.py", SITE, Watch.REACHED)
SIZE = Input("size", "Args.size", InputKind.FIELD, "2", "lib/a.py", 3, PROBE, PROBE)
LABEL = Input("label", "Args.label", InputKind.FIELD, None, "lib/a.py", 4, PROBE)
PATH = Validation("path", "lib/a.py", 5, "ValueError", "", "size > 9", ("Args.size",), PROBE)
CONTRACT = Contract("lib/a.py", "Part", (SIZE, LABEL), (PATH,))


def evidence(executed: set[int], *done: tuple[str, Way]) -> StackEvidence:
    exercises = tuple(
        Exercise(item, way, "lib/a.py", 1, item, ("t",), ("t",)) for item, way in done
    )
    lines = frozenset({1, 2, 3, 4, 5})
    return StackEvidence(
        "lib/a.py", "", imported=True, lines=lines, executed=frozenset(executed),
        exercises=exercises,
    )  # fmt: skip


def test_without_evidence_everything_is_wanted() -> None:
    wish = wanted(CONTRACT)
    assert wish.defaults == {"Args.size"}
    assert wish.overrides == {"Args.size", "Args.label"}
    assert wish.validations == {"path"}
    assert wish.resources


def test_kinds_are_chosen() -> None:
    wish = wanted(CONTRACT, ["validations"])
    assert (wish.defaults, wish.overrides, wish.resources) == (frozenset(), frozenset(), False)
    assert wish.validations == {"path"}


def test_what_is_exercised_is_not_wanted() -> None:
    seen = evidence({1, 2, 3, 4}, ("size", Way.DEFAULT), ("size", Way.OVERRIDE))
    wish = wanted(CONTRACT, (), seen)
    assert wish.defaults == frozenset()
    assert wish.overrides == {"Args.label"}
    assert wish.validations == {"path"}


def test_a_line_that_refuses_asks_for_no_resources_and_another_one_does() -> None:
    assert not wanted(CONTRACT, (), evidence({1, 2, 3, 4})).resources
    assert wanted(CONTRACT, (), evidence({1, 2, 3})).resources


def test_nothing_is_wanted_where_all_is_exercised() -> None:
    ways = [("size", Way.DEFAULT), ("size", Way.OVERRIDE), ("label", Way.OVERRIDE)]
    seen = evidence({1, 2, 3, 4, 5}, *ways, ("path", Way.VALIDATION))
    assert wanted(CONTRACT, (), seen).nothing
    assert not wanted(CONTRACT, (), evidence({1, 2, 3, 4, 5}, *ways)).nothing
