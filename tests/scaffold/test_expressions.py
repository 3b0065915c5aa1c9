"""Conditions are put together without changing what they mean, or how they read."""

from __future__ import annotations

import pytest

from testguard.scaffold.expressions import (
    ALWAYS,
    NEVER,
    Expression,
    all_of,
    any_of,
    call,
    contains,
    equals,
    is_a,
    negated,
)

A, B = contains("x", "a"), equals("y", 1)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (all_of([]), "True"),
        (any_of([]), "False"),
        (all_of([ALWAYS, A]), "'a' in x"),
        (any_of([NEVER, A]), "'a' in x"),
        (any_of([A, ALWAYS]), "True"),
        (all_of([A, A]), "'a' in x"),
        (all_of([A, any_of([A, B])]), "'a' in x and ('a' in x or y == 1)"),
        (any_of([A, all_of([A, B])]), "'a' in x or 'a' in x and y == 1"),
        (negated(A), "'a' not in x"),
        (negated(B), "y != 1"),
        (negated(negated(B)), "y == 1"),
        (negated(equals("y", True)), "y is not True"),
        (negated(equals("y", None)), "y is not None"),
        (negated(all_of([A, B])), "not ('a' in x and y == 1)"),
        (negated(is_a("x", "str")), "not isinstance(x, str)"),
        (negated(negated(call("f(x)"))), "f(x)"),
        (all_of([Expression("p or q", 0), A]), "(p or q) and 'a' in x"),
        (negated(ALWAYS), "False"),
    ],
)
def test_code(expression: Expression, text: str) -> None:
    assert expression.text == text
