from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.gate.reached import reached_by, written
from testguard.model.verdict import MetricVerdict, State


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_what_is_written_is_never_above_what_is_reached(covered: int, rest: int) -> None:
    total = covered + rest
    verdict = MetricVerdict("lines", covered, total, "", None, State.PASSED)
    value = Fraction(written(reached_by(verdict)))
    assert value <= Fraction(100 * covered, total) < value + Fraction(1, 100)
    assert value < 100


@pytest.mark.parametrize(
    ("covered", "total", "text"),
    [(1, 3, "33.33"), (2, 3, "66.66"), (1, 2, "50"), (0, 9, "0"), (9, 9, "100"), (7, 8, "87.5")],
)
def test_percents_have_at_most_two_places(covered: int, total: int, text: str) -> None:
    verdict = MetricVerdict("lines", covered, total, "", None, State.PASSED)
    assert written(reached_by(verdict)) == text


def test_counts_are_whole() -> None:
    verdict = MetricVerdict("uncovered-lines-at-most", 120, 120, "-", None, State.PASSED)
    assert written(reached_by(verdict)) == "120"
