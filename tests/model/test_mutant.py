from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from testguard.model.mutant import Act, Mutant, altered, dotted, value_at

SET = Mutant(
    "boolean-flipped", Act.SET, "lib/a.py", "lib/a.py", 4, "t", ("a",), ("on",), old=True, new=False
)
BAGS = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = [path]
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            found += paths(item, (*path, key))
    return found


@given(BAGS, st.data())
def test_only_what_stands_at_the_path_is_another(bag: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(paths(bag)))
    old, found = value_at(bag, path)
    assert found
    mutant = replace(SET, path=path, old=old, new="other")
    after = altered(bag, mutant)
    assert value_at(after, path) == ("other", True)
    for other in paths(bag):
        apart = not (other[: len(path)] == path or path[: len(other)] == other)
        if apart:
            assert value_at(after, other) == value_at(bag, other)


@pytest.mark.parametrize(
    ("bag", "after"),
    [
        ({"on": True}, {"on": False}),
        ({"on": 1}, {"on": 1}),
        ({"off": True}, {"off": True}),
        ({}, {}),
    ],
)
def test_a_value_that_is_not_the_old_one_stays(bag: object, after: object) -> None:
    assert altered(bag, SET) == after


def test_other_inputs_have_pairs_of_their_own() -> None:
    mutant = replace(SET, path=("size",), old="dev", new="x", others=(("prod", "y"),))
    assert [altered({"size": size}, mutant) for size in ("dev", "prod", "test")] == [
        {"size": "x"},
        {"size": "y"},
        {"size": "test"},
    ]


def test_dropping_takes_a_key_or_an_element() -> None:
    drop = replace(SET, act=Act.DROP, old=None)
    bag = {"tags": {"a": 1}, "ids": [1, 2]}
    assert altered(bag, replace(drop, path=("tags", "a"))) == {"tags": {}, "ids": [1, 2]}
    assert altered(bag, replace(drop, path=("ids", 0), old=1)) == {"tags": {"a": 1}, "ids": [2]}
    assert bag == {"tags": {"a": 1}, "ids": [1, 2]}


def test_an_id_outlives_moved_lines_and_nothing_else() -> None:
    assert replace(SET, line=90).id == SET.id
    for other in ({"new": 1}, {"path": ("off",)}, {"stack": "lib/b.py"}, {"names": ("b",)}):
        assert replace(SET, **other).id != SET.id


def test_a_path_reads_as_in_code() -> None:
    assert dotted(("ingress", 0, "cidrBlocks", 1)) == "ingress[0].cidrBlocks[1]"
    assert dotted(()) == ""


@pytest.mark.parametrize(("tags", "left"), [(["env", "name"], ["name"]), (["name"], ["name"])])
def test_an_element_is_taken_out_where_it_is_the_one_that_is_meant(
    tags: list[str], left: list[str]
) -> None:
    mutant = replace(SET, act=Act.DROP, path=("tags", 0), old="env", new=None)
    assert altered({"tags": tags}, mutant) == {"tags": left}
