from __future__ import annotations

import re

import pytest

from testguard.patterns import regex


def test_it_does_what_a_compiled_one_does() -> None:
    words = regex(r"(?P<word>[a-z]+)", re.IGNORECASE)
    assert [found["word"] for found in words.finditer("One, two")] == ["One", "two"]
    assert words.sub("-", "a b") == "- -"
    assert words.fullmatch("Ab") is not None
    assert words.fullmatch("a b") is None
    assert words.groupindex == {"word": 1}
    assert words.pattern == r"(?P<word>[a-z]+)"


def test_it_is_compiled_when_it_is_used() -> None:
    wrong = regex(r"(")
    with pytest.raises(re.error, match="unterminated subpattern"):
        wrong.search("")


def test_it_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    words = regex(rb"[a-z]+")
    assert words.search(b"1 a") is not None
    monkeypatch.delattr(re, "compile")
    assert words.search(b"1 1") is None
