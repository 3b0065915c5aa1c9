from __future__ import annotations

import re

import pytest

from testguard.scaffold.refusing import _pattern, with_argument


@pytest.mark.parametrize(
    ("expression", "owner", "expected"),
    [
        ("Args()", "Args", "Args(size=9)"),
        ("Args(size=1, name='a')", "Args", "Args(name='a', size=9)"),
        ("Stack('s', Args(name='a'))", "Args", "Stack('s', Args(name='a', size=9))"),
        ("Stack('s')", "Args", ""),
        ("lib.Stack('s')", "Stack", "lib.Stack('s', size=9)"),
    ],
)
def test_an_argument_is_given_to_the_call_it_is_for(
    expression: str, owner: str, expected: str
) -> None:
    assert with_argument(expression, owner, "size", "9") == expected


@pytest.mark.parametrize(
    ("messages", "values", "expected"),
    [
        (
            ["days must be 1 to 35, not 0", "days must be 1 to 35, not 36"],
            ["0"],
            "days must be 1 to",
        ),
        (["bad"], [], ""),
        (["'Ab' is (no) name"], ["'Ab'"], r"is \(no\) name"),
        (["\tplease set it"], [], "please set it"),
        (["word " * 30], [], "word word"),
        (["must not be in ${Token[AWS.Region.7]}"], [], "must not be in"),
    ],
)
def test_the_pattern_is_what_all_messages_say(
    messages: list[str], values: list[str], expected: str
) -> None:
    found = _pattern(messages, values)
    assert found.startswith(expected)
    assert bool(found) is bool(expected)
    assert "Token" not in found
    assert all(re.search(found, message) for message in messages)
