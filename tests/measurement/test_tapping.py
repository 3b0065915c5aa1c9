from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.measurement.tapping import Taps, join_observed, placed
from testguard.model.resource import Graph, Observed, Resource


def graph(*names: str, path: str = "", source: str = "") -> Graph:
    resources = tuple(Resource(f"t::{name}", "t", name, source=source) for name in names)
    return Graph("", path, resources=resources)


@dataclass
class NotedTap:
    """A tap that is told what was built."""

    key: str = ""
    graphs: Mapping[str, Sequence[Graph]] = field(default_factory=dict)
    listening: bool = False

    def install(self) -> None:
        self.listening = True

    def remove(self) -> None:
        self.listening = False


def test_taps_are_installed_switched_and_removed_together() -> None:
    one, other = NotedTap(), NotedTap()
    taps = Taps({"a": one, "b": other})
    taps.install()
    assert (one.listening, other.listening) == (True, True)
    assert taps.switch("first") == ""
    assert taps.switch("second") == "first"
    assert (one.key, other.key) == ("second", "second")
    taps.remove()
    assert (one.listening, other.listening) == (False, False)


def test_a_graph_counts_for_every_passed_test_that_used_its_key() -> None:
    shared, own = graph("vpc"), graph("bucket")
    taps = Taps({"a": NotedTap(graphs={"fixture": [shared], "t1": [own], "failed": [own]})})
    taps.count("t1", ["t1", "fixture"])
    taps.count("t2", ["t2", "fixture"])
    tests = {each.graph.resources[0].name: each.tests for each in taps.observed()}
    assert tests == {"vpc": ("t1", "t2"), "bucket": ("t1",)}


def test_a_graph_whose_test_failed_is_known_without_a_test() -> None:
    [found] = Taps({"a": NotedTap(graphs={"failed": [graph("vpc")]})}).observed()
    assert found == Observed("a", graph("vpc"), ())


def test_the_least_that_was_given_for_a_graph_is_kept() -> None:
    same = graph("vpc")
    taps = Taps({"a": NotedTap(graphs={"t1": [same], "t2": [same], "t3": [graph("bucket")]})})
    taps.give("t1", ["Args.size", "Args.name"])
    taps.give("t2", ["Args.name"])
    taps.give("t3", ["Args.size"])
    given = {each.graph.resources[0].name: each.given for each in taps.observed()}
    assert given == {"vpc": ("Args.name",), "bucket": ("Args.size",)}


observations = st.builds(
    Observed,
    st.sampled_from("ab"),
    st.builds(graph, st.sampled_from("xy")),
    st.lists(st.sampled_from("tuv"), unique=True).map(lambda names: tuple(sorted(names))),
    st.lists(st.sampled_from("gh"), unique=True).map(lambda names: tuple(sorted(names))),
)


@given(st.lists(observations), st.randoms())
def test_joining_is_a_union_that_knows_no_order(parts: list[Observed], random: object) -> None:
    joined = join_observed(parts)
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert join_observed(shuffled) == joined
    assert join_observed([*joined, *parts]) == joined
    assert {(each.framework, each.graph.resources[0].name) for each in parts} == {
        (each.framework, each.graph.resources[0].name) for each in joined
    }


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        ("lib/stack.py:3", "", "lib/stack.py"),
        ("lib/helper.py:3", "", ""),
        ("", "", ""),
        ("lib/stack.py:3", "lib/app.py", "lib/app.py"),
    ],
)
def test_a_graph_belongs_to_the_stack_module_that_declared_it(
    source: str, path: str, expected: str
) -> None:
    observed = Observed("a", graph("vpc", source=source, path=path))
    [found] = placed([observed], ["lib/stack.py", "lib/other.py"])
    assert found.graph.path == expected


def test_a_graph_of_two_stack_modules_belongs_to_neither() -> None:
    both = Graph(
        "",
        resources=(
            Resource("1", "t", "a", source="lib/a.py:1"),
            Resource("2", "t", "b", source="lib/b.py:1"),
        ),
    )
    [found] = placed([Observed("a", both)], ["lib/a.py", "lib/b.py"])
    assert found.graph.path == ""
    assert found.modules == {"lib/a.py", "lib/b.py"}


def test_what_cannot_be_tapped_is_left_out(tmp_path: Path) -> None:
    assert Taps.of([object()], tmp_path).taps == {}  # type: ignore[list-item]


def test_resources_point_at_others_in_an_order_that_knows_no_threads() -> None:
    def made(*ids: str) -> Observed:
        first, second = (Resource(f"t::{name}", "t", name) for name in "ab")
        last = Resource("u::c", "u", "c", depends_on=ids, references={"items": ids})
        found = Graph("g", "", "", (second, last, first))
        tap = NotedTap(graphs={"test": [found]})
        taps = Taps({"demo": tap})
        [observed] = taps.observed()
        return observed

    one, other = made("t::b", "t::a", "x"), made("x", "t::a", "t::b")
    assert one == other
    assert one.graph.resources[-1].depends_on == ("t::a", "t::b", "x")
