from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.scaffold.plainest import plainest


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"[a-z][a-z0-9-]{0,18}[a-z0-9]", "a0"),
        (r"^[a-z0-9-]{1,50}$", "0"),
        (r"[a-z0-9-]+(\.[a-z0-9-]+)+", "0.0"),
        (r"(?:dev|prod)-\d{2}", "dev-00"),
        (r"[^0-9]\w\S\D\W?", "a00a"),
        (r"arn:aws:.+", "arn:aws:0"),
        (r"[^a]a*?.", "00"),
    ],
)
def test_the_shortest_match_of_the_first_letters(pattern: str, text: str) -> None:
    assert plainest(pattern) == text


@pytest.mark.parametrize(
    "pattern", ["(", r"(a)\1", r"(?=a)a", r"[^\w\W]", r"\Bx", "x{99999999999}"]
)
def test_what_cannot_be_read_gives_nothing(pattern: str) -> None:
    assert plainest(pattern) == ""


@given(st.lists(st.sampled_from(["[a-f]", "x", r"\d", "(ab|c)", ".", "[^0]", "-"])), st.data())
def test_what_is_given_matches(parts: list[str], data: st.DataObject) -> None:
    ends = ["", "?", "+", "*", "{2}", "{1,3}"]
    pattern = "".join(part + data.draw(st.sampled_from(ends)) for part in parts)
    assert re.fullmatch(pattern, plainest(pattern))
