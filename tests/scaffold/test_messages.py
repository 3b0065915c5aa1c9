from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from testguard.scaffold.messages import escaped, pattern, pieces

NUMBERED = "kept in ${Token[AWS.Region.%d]} (for %s)"


def test_what_differs_by_run_is_anything() -> None:
    found = pattern(NUMBERED % (7, "now"))
    assert found == r"kept in .* \(for now\)"
    assert re.fullmatch(found, NUMBERED % (12, "now"))
    assert not re.fullmatch(found, NUMBERED % (7, "ever"))


def test_a_text_is_cut_at_placeholders_alone() -> None:
    assert pieces("in ${a} and ${b}") == ["in ", " and ", ""]
    assert pieces("costs $5 {a}") == ["costs $5 {a}"]
    assert pieces("at #{Token[TOKEN.3]}, -1.8881545897087626e+289 times") == ["at ", ", ", " times"]


@given(st.text())
def test_an_escaped_text_matches_itself(text: str) -> None:
    assert re.fullmatch(escaped(text), text)
