from __future__ import annotations

import unittest
from collections.abc import Callable
from contextlib import suppress

import pytest

from .conftest import Lab

Maker = Callable[[str], Lab]
STACK = """
    class Stack:
        def __init__(self, name, size=3):
            if size > 9:
                raise ValueError("too large")
            if size < 1:
                try:
                    raise KeyError("small")
                except KeyError as error:
                    raise RuntimeError("wrapped") from error
"""


def asserted(made: Lab) -> set[int]:
    return {made.plan.watchers[index].probe.site.line for index in made.tally.notes.asserted}


def test_a_raises_block_that_matches_asserts_the_path(lab: Maker) -> None:
    made = lab(STACK)
    module = made.load()
    with pytest.raises(ValueError, match="too large"):
        module.Stack("s", size=10)
    assert asserted(made) == {5}


def test_an_error_that_is_swallowed_is_reached_and_not_asserted(lab: Maker) -> None:
    made = lab(STACK)
    module = made.load()
    with suppress(ValueError):
        module.Stack("s", size=10)
    assert asserted(made) == set()
    assert [key for key in made.fired() if key.endswith("reached")]


def test_a_block_that_does_not_match_asserts_nothing(lab: Maker) -> None:
    made = lab(STACK)
    module = made.load()
    with pytest.raises(ValueError, match="too large"), pytest.raises(KeyError):
        module.Stack("s", size=10)
    assert made.tally.notes.assertions == 1


def test_the_cause_of_an_error_is_asserted_with_it(lab: Maker) -> None:
    made = lab(STACK)
    module = made.load()
    with pytest.raises(RuntimeError, match="wrapped"):
        module.Stack("s", size=0)
    assert asserted(made) == {8, 10}


def test_unittest_blocks_and_calls_count(lab: Maker) -> None:
    made = lab(STACK)
    module = made.load()
    case = unittest.TestCase()
    case.assertRaises(ValueError, module.Stack, "s", 10)  # noqa: PT027
    assert asserted(made) == {5}


@pytest.mark.skipif(not hasattr(pytest, "RaisesGroup"), reason="pytest.RaisesGroup came with 8.4")
def test_groups_are_looked_into(lab: Maker) -> None:
    made = lab(STACK)
    module = made.load()

    def build() -> None:
        try:
            module.Stack("s", size=10)
        except ValueError as error:
            raise ExceptionGroup("several", [error]) from None

    with pytest.RaisesGroup(ValueError):
        build()
    assert asserted(made) == {5}


def test_everything_is_put_back(lab: Maker) -> None:
    before = type(pytest.raises(ValueError, match="x")).__exit__
    made = lab(STACK)
    made.raises.remove()
    made.raises.install()
    made.raises.remove()
    made.raises.install()
    assert type(pytest.raises(ValueError, match="x")).__exit__ is not before


def test_a_validator_that_refuses_asserts_no_constraint_of_its_class(lab: Maker) -> None:
    made = lab("""
        from pydantic import BaseModel, Field, field_validator

        class Args(BaseModel):
            size: int = Field(3, ge=1, le=9)

            @field_validator("size")
            @classmethod
            def check(cls, value):
                if value == 5:
                    raise ValueError("five is taken")
                return value

        class Stack:
            def __init__(self, name, args: Args):
                self.args = args
    """)
    args = made.load().Args
    with pytest.raises(ValueError, match="five is taken"):
        args(size=5)
    assert asserted(made) == {11}
