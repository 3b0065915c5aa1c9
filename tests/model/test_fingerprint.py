from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from testguard.model.fingerprint import fingerprint, fold

words = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), min_size=1)
blanks = st.text(" \t\n", min_size=1, max_size=4)


@given(words, blanks, blanks)
def test_whitespace_between_words_does_not_matter(some: list[str], one: str, other: str) -> None:
    first = fingerprint("TG101", "a.py", "x", one.join(some))
    assert first == fingerprint("TG101", "a.py", "x", other + other.join(some) + one)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


parts = st.tuples(st.text(), st.text(), st.text(), words.map(" ".join), st.integers(0, 99))


@given(parts, parts)
def test_findings_that_differ_in_anything_have_different_fingerprints(
    one: tuple[str, str, str, str, int], other: tuple[str, str, str, str, int]
) -> None:
    folded = [(*each[:3], fold(each[3]), each[4]) for each in (one, other)]
    assert (fingerprint(*one) == fingerprint(*other)) == (folded[0] == folded[1])


def test_a_part_cannot_pass_for_two() -> None:
    assert fingerprint("TG1", "01a", "", "") != fingerprint("TG101", "a", "", "")


@given(parts)
def test_it_is_sixteen_hexadecimal_digits(some: tuple[str, str, str, str, int]) -> None:
    assert re.fullmatch("[0-9a-f]{16}", fingerprint(*some))


def test_it_never_changes_between_releases() -> None:
    expected = "d47aec513bdbdf37"
    assert fingerprint("TG101", "tests/test_a.py", "TestA", "# def test_a():") == expected
