from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from testguard.model.resource import Graph, Observed, Resource
from testguard.model.statement import Declared, Kind, Statement
from testguard.mutation.stating import MOST, Inquiry, Probed, facts_of, witnesses

PLACE = "lib/shop.py:5"
Build = Callable[[frozenset[str], int], Graph | None]


def statement(
    name: str, kind: Kind = Kind.VALUE, value: Any = None, place: str = PLACE
) -> Statement:
    return Statement(place, "create Shop.", (name,), kind, value)


def thing(properties: Mapping[str, Any], name: str = "a", kind: str = "T") -> Resource:
    return Resource(name, kind, name, properties, source=PLACE)


@dataclass
class World:
    """A stack whose graph follows from which statements are said otherwise."""

    build: Build
    refuses: frozenset[str] = frozenset()
    asked: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def probe(self, statements: Sequence[Statement], attempt: int) -> Probed:
        names = tuple(str(each.path[0]) for each in statements)
        self.asked.append((attempt, names))
        graph = self.build(frozenset(names) - self.refuses, attempt)
        refused = [each for each in statements if each.path[0] in self.refuses]
        return Probed(None if graph is None else (graph,), refused)

    def learn(self, *statements: Statement) -> dict[str, Declared]:
        sound = self.build(frozenset(), 0)
        assert sound is not None
        inquiry = Inquiry(self.probe, facts_of([sound]))
        inquiry.ask(statements)
        return {each.type: each for each in inquiry.declared()}


def one(properties: Callable[[frozenset[str]], Mapping[str, Any]]) -> Build:
    return lambda varied, _: Graph("", resources=(thing(properties(varied)),))


def test_what_changes_with_a_statement_follows_from_it_and_the_rest_does_not() -> None:
    world = World(one(lambda varied: {"Size": 4 if "size" in varied else 3, "Own": "default"}))
    assert world.learn(statement("size"))["T"].own == (("Own",),)


def test_all_statements_of_a_kind_are_varied_at_once() -> None:
    world = World(one(lambda varied: {each: each in varied for each in ("a", "b")}))
    learnt = world.learn(statement("a"), statement("b"), statement("c", Kind.CHOICE))
    assert learnt["T"].own == ()
    assert world.asked == [(0, ("a", "b")), (0, ("c",))]


def test_where_a_stack_cannot_be_built_fewer_are_varied() -> None:
    def build(varied: frozenset[str], _: int) -> Graph | None:
        if {"b", "c"} <= varied:
            return None
        return Graph("", resources=(thing({each: each in varied for each in "abcde"}),))

    learnt = World(build).learn(*(statement(each) for each in "abcd"))
    assert learnt["T"].own == (("e",),)


def test_what_is_refused_is_said_in_another_way() -> None:
    def build(varied: frozenset[str], attempt: int) -> Graph | None:
        if "a" in varied and attempt == 0:
            return None
        return Graph("", resources=(thing({"A": "a" in varied, "B": 1}),))

    world = World(build)
    assert world.learn(statement("a"))["T"].own == (("B",),)
    assert [attempt for attempt, _ in world.asked] == [0, 1]


def test_statements_that_are_refused_together_are_said_one_by_one() -> None:
    world = World(one(lambda varied: {"A": "a" in varied}), refuses=frozenset({"b", "c"}))
    world.learn(statement("a"), statement("b"), statement("c"))
    assert (0, ("b",)) in world.asked
    assert (0, ("c",)) in world.asked


@pytest.mark.parametrize(
    ("value", "place", "doubtful"),
    [
        ("LESS_THAN", "lib/shop.py:9", {"Operator"}),  # reads like it
        ("OTHER", "lib/shop.py:9", set()),
        ("OTHER", PLACE, {"Operator", "Name"}),  # is said where they are declared
        (3, PLACE, {"Size"}),
        ("LESS_THAN", "lib/other.py:9", set()),
    ],
)
def test_what_may_follow_from_a_statement_that_cannot_be_varied_counts_as_stated(
    value: Any, place: str, doubtful: set[str]
) -> None:
    sound = {"Operator": "LessThan", "Name": "orders", "Size": 7}
    world = World(one(lambda _: sound), refuses=frozenset({"stubborn"}))
    learnt = world.learn(statement("fine"), statement("stubborn", Kind.CHOICE, value, place))
    assert sound.keys() - {path[0] for path in learnt["T"].own} == doubtful


def test_more_of_a_kind_say_nothing_of_each_but_that_their_number_follows() -> None:
    def build(varied: frozenset[str], _: int) -> Graph:
        names = ("a", "b", "c") if "count" in varied else ("a", "b")
        return Graph("", resources=tuple(thing({"Own": "x"}, name) for name in names))

    learnt = World(build).learn(statement("count"))
    assert learnt["T"] == Declared("T", PLACE, (("Own",),), counted=True)


def test_ids_that_change_with_a_property_are_still_the_same_reference() -> None:
    def build(varied: frozenset[str], _: int) -> Graph:
        id_ = "secret-2" if "user" in varied else "secret-1"
        secret = Resource(id_, "S", "secret", {"User": id_}, source=PLACE)
        return Graph("", resources=(secret, thing({"Password": {"Ref": id_}})))

    learnt = World(build).learn(statement("user"))
    assert learnt["T"].own == (("Password", "Ref"), ("Password",))


def test_what_is_gone_with_a_call_is_counted_and_is_not_what_the_call_says() -> None:
    def build(varied: frozenset[str], _: int) -> Graph:
        rules = [] if "allow" in varied else [{"Effect": "Allow"}]
        kept = (thing({"Rules": rules}),)
        return Graph(
            "", resources=kept if "allow" in varied else (*kept, thing({"P": 1}, "b", "U"))
        )

    learnt = World(build).learn(statement("size"), statement("allow", Kind.CALL))
    assert learnt["T"].own == (("Rules", 0), ("Rules", 0, "Effect"))
    assert learnt["U"] == Declared("U", PLACE, (("P",),), counted=True)


def test_of_a_declaration_that_no_variation_shows_all_is_stated() -> None:
    def build(varied: frozenset[str], _: int) -> Graph:
        return Graph("", resources=() if varied else (thing({"A": 1}),))

    assert World(build).learn(statement("x"))["T"].own == ()


def test_there_is_an_end_to_it() -> None:
    world = World(lambda varied, _: None if varied else Graph("", resources=(thing({"A": "s1"}),)))
    many = [statement(f"s{number}", value=f"s{number}") for number in range(MOST)]
    assert world.learn(*many)["T"].own == ()
    assert len(world.asked) == MOST


def observed(properties: Iterable[str], *tests: str) -> Observed:
    return Observed("cdk", Graph("", resources=(thing(dict.fromkeys(properties, 1)),)), tests)


def test_few_and_cheap_tests_show_everything() -> None:
    graphs = [
        observed("ab", "slow.py::test_1", "quick.py::test_2"),
        observed("a", "quick.py::test_3"),
        observed("c", "quick.py::test_4"),
    ]
    seconds = {"slow.py::test_1": 0.0, "slow.py::test_deploys": 9.0, "quick.py::test_2": 0.1}
    assert witnesses(graphs, seconds) == ("quick.py::test_2", "quick.py::test_4")


def test_small_differences_of_time_choose_no_other_test() -> None:
    graphs = [observed("ab", "one.py::test_1", "two.py::test_1"), observed("b", "one.py::test_2")]
    for first, second in ((0.1, 0.2), (0.2, 0.1)):
        seconds = {"one.py::test_1": first, "one.py::test_2": 0.1, "two.py::test_1": second}
        assert witnesses(graphs, seconds) == ("one.py::test_1",)
