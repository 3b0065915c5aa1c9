from __future__ import annotations

import pytest

from testguard.scaffold.plan import ArgsCase, ArgsTests


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Args()", "Args(**{field: value})"),
        ("Args('a')", "Args('a', **{field: value})"),
        ("Args(owner='a')", "Args(owner='a', **{field: value})"),
        ("Args('a', size=1)", "Args('a', **{'size': 1, field: value})"),
    ],
)
def test_a_field_that_is_given_already_is_given_anew(expression: str, expected: str) -> None:
    tests = ArgsTests("Args", expression, overrides=(ArgsCase("size", 2, "2"),))
    assert tests.with_field == expected
