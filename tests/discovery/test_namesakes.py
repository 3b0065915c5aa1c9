from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.discovery.namesakes import namesakes


@pytest.mark.parametrize(
    "suite",
    [
        "tests/test_tap_stack.py",
        "tests/tap_stack_test.py",
        "tests/unit/test_tap_stack_unit.py",
        "tests/test_unit_tap_stack.py",
        "tests/test_Tap_Stack.py",
        "tests/test_tap-stack.py",
    ],
)
def test_a_suite_is_named_after_its_stack_module(suite: str) -> None:
    assert list(namesakes(["lib/tap_stack.py"], [suite])) == [("lib/tap_stack.py", suite)]


@pytest.mark.parametrize("suite", ["tests/test_stack.py", "tests/test_tap.py", "tests/test_.py"])
def test_a_similar_name_is_another_name(suite: str) -> None:
    assert list(namesakes(["lib/tap_stack.py"], [suite])) == []


def test_of_several_the_nearest_folder_wins() -> None:
    stacks = ["modules/eks/stack.py", "modules/rds/stack.py"]
    suite = "modules/rds/tests/test_stack.py"
    assert list(namesakes(stacks, [suite])) == [("modules/rds/stack.py", suite)]


def test_two_that_are_as_near_are_left_alone() -> None:
    assert list(namesakes(["a/stack.py", "b/stack.py"], ["tests/test_stack.py"])) == []


def test_a_program_goes_by_its_folder() -> None:
    assert list(namesakes(["network/__main__.py"], ["tests/test_network.py"])) == [
        ("network/__main__.py", "tests/test_network.py")
    ]


@given(st.from_regex(r"[a-d]{1,8}(_[a-d]{1,8})?", fullmatch=True))
def test_every_plain_name_finds_itself(name: str) -> None:
    stack, suite = f"lib/{name}.py", f"tests/test_{name}.py"
    assert list(namesakes([stack], [suite])) == [(stack, suite)]
