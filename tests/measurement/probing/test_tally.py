from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.measurement.probing.tally import Notes, describe

from .conftest import Lab

CHOICES = """
    import os

    class Stack:
        def __init__(self, name, size=None, tag="a", **kwargs):
            self.size = size or 3
            self.tag = tag
            self.mode = kwargs.get("mode", "x")
            self.region = os.getenv("TESTGUARD_TEST_REGION")
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {},
            {
                "Stack.size used": {"3"},
                "Stack.tag used": {"'a'"},
                "mode used": {"'x'"},
                "TESTGUARD_TEST_REGION used": {"None"},
            },
        ),
        (
            {"size": 5, "tag": "b", "mode": "y"},
            {
                "Stack.size given": {"5"},
                "Stack.tag given": {"'b'"},
                "mode given": {"'y'"},
                "TESTGUARD_TEST_REGION used": {"None"},
            },
        ),
        (
            {"size": 0, "tag": None, "mode": None},
            {
                "Stack.size used": {"3"},
                "Stack.tag given": {"None"},
                "mode given": {"None"},
                "TESTGUARD_TEST_REGION used": {"None"},
            },
        ),
    ],
)
def test_defaults_and_overrides_are_told_apart(
    lab: Callable[[str], Lab], arguments: dict[str, object], expected: dict[str, set[str]]
) -> None:
    made = lab(CHOICES)
    module = made.load()
    made.fired()
    module.Stack("s", **arguments)
    assert made.fired() == expected


def test_distinct_values_are_counted_once(lab: Callable[[str], Lab]) -> None:
    made = lab(CHOICES)
    module = made.load()
    for size in (1, 2, 2, object()):
        module.Stack("s", size=size)
    assert made.fired()["Stack.size given"] == {"1", "2", "<object>"}


def test_an_operand_that_refuses_to_be_true_or_false_raises_as_without_probes(
    lab: Callable[[str], Lab],
) -> None:
    class Moody:
        def __bool__(self) -> bool:
            raise TypeError("no truth here")

    made = lab(CHOICES)
    with pytest.raises(TypeError, match="no truth here"):
        made.load().Stack("s", size=Moody())


def test_notes_are_counted_together() -> None:
    notes, other = Notes(), Notes()
    notes.fired[1] = {"a"}
    other.fired[1] = {"b"}
    other.asserted.add(2)
    other.assertions = 3
    other.lines.add(("t.py", 4))
    notes.add(other)
    assert (notes.fired[1], notes.asserted, notes.assertions, notes.lines) == (
        {"a", "b"},
        {2},
        3,
        {("t.py", 4)},
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        (1, "1"),
        (None, "None"),
        (True, "True"),
        ([1], "<list>"),
        (describe, "<function>"),
    ],
)
def test_values_become_short_texts(value: object, text: str) -> None:
    assert describe(value) == text


def test_a_long_value_is_cut() -> None:
    assert len(describe("x" * 1000)) == 80
