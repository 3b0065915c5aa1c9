from __future__ import annotations

import pytest

from testguard.model.contract import Contract, Input, InputKind, Probe, Validation, Watch
from testguard.model.evidence import Exercise, StackEvidence, Way
from testguard.model.mutant import Act, Mutant
from testguard.model.resource import Graph, Observed, Resource
from testguard.model.source import Span
from testguard.plugin import Spelled
from testguard.scaffold.grouping import Group
from testguard.scaffold.plan import Plan, Stack
from testguard.scaffold.wanted import KINDS, Wanted, surviving, wanted

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


def observed(*types: str, tests: tuple[str, ...] = ("t",)) -> Observed:
    resources = tuple(
        Resource(str(number), type_, str(number), source="lib/a.py:3")
        for number, type_ in enumerate(types)
    )
    return Observed("pulumi", Graph("part", "", resources=resources), tests)


def test_a_line_that_refuses_asks_for_no_resources_and_another_one_does() -> None:
    graphs = [observed("Pet")]
    assert not wanted(CONTRACT, (), evidence({1, 2, 3, 4}), graphs).resources
    assert wanted(CONTRACT, (), evidence({1, 2, 3}), graphs).resources


@pytest.mark.parametrize("graphs", [[], [observed("Pet", tests=())]])
def test_resources_that_no_passed_test_built_are_wanted(graphs: list[Observed]) -> None:
    assert wanted(CONTRACT, (), evidence({1, 2, 3, 4}), graphs).resources


def test_resources_are_wanted_of_types_that_tests_built_too_few_of() -> None:
    graphs = [observed("Pet", "Pet"), observed("Pet", "Word")]
    wish = wanted(CONTRACT, (), evidence({1}, ("size", Way.DEFAULT)), graphs)
    assert wish.built == {"Pet": 2, "Word": 1}
    pet, port = Group("Pet", {}, (), (), ("a",)), Group("Port", {}, (), (), ("b",))
    declared = observed("Pet", "Pet", "Port").graph
    plan = Plan(
        "lib/a.py", "Part", Spelled("Part()"), Stack("Part()"), declared, {}, groups=(pet, port)
    )
    assert wish.of(plan).groups == (port,)
    assert Wanted(frozenset(), frozenset(), frozenset()).of(plan).groups == (pet, port)


def test_nothing_is_wanted_where_all_is_exercised() -> None:
    ways = [("size", Way.DEFAULT), ("size", Way.OVERRIDE), ("label", Way.OVERRIDE)]
    seen = evidence({1, 2, 3, 4, 5}, *ways, ("path", Way.VALIDATION))
    assert wanted(CONTRACT, (), seen, [observed("Pet")]).nothing
    assert not wanted(CONTRACT, (), evidence({1, 2, 3, 4, 5}, *ways), [observed("Pet")]).nothing


def mutant(operator: str, act: Act = Act.EDIT, item: str = "") -> Mutant:
    return Mutant(operator, act, "lib/a.py", "lib/a.py", 5, item=item)


@pytest.mark.parametrize(
    ("survivor", "expected"),
    [
        (mutant("default-changed", item="size"), ({"Args.size"}, set(), set(), False)),
        (mutant("override-ignored", item="label"), (set(), {"Args.label"}, set(), False)),
        (mutant("bound-moved", item="path"), (set(), set(), {"path"}, False)),
        (mutant("number-moved", Act.SET), (set(), set(), set(), True)),
        (mutant("stack-region-swapped", item="lib/a.py"), (set(), set(), set(), True)),
        (mutant("client-region-dropped", item="lib/handler.py"), (set(), set(), set(), False)),
    ],
)
def test_what_survives_is_wanted_and_nothing_else(
    survivor: Mutant, expected: tuple[object, ...]
) -> None:
    wish = surviving(CONTRACT, [survivor])
    assert (wish.defaults, wish.overrides, wish.validations, wish.resources) == expected
    assert surviving(CONTRACT, []).nothing
    kinds = [kind for kind, found in zip(KINDS, expected, strict=True) if not found]
    assert surviving(CONTRACT, [survivor], kinds).nothing


@pytest.mark.parametrize(("source", "shown"), [("lib/a.py:3", True), ("lib/part.py:3", False)])
def test_what_only_puts_others_together_is_tested_by_what_tests_them(
    source: str, shown: bool
) -> None:
    seen = evidence({1, 2, 3, 4}, ("size", Way.DEFAULT), ("size", Way.OVERRIDE))
    graph = Graph("a", resources=(Resource("0", "bucket", "0", source=source),))
    plan = Plan("lib/a.py", "Part", Spelled("Part()"), Stack("Part()"), graph, {})
    assert wanted(CONTRACT, (), seen).of(plan).shown is shown
