from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.suite.constants import Sameness, comparison, is_literal, same_on_both_sides, truth
from testguard.syntax import Node, find, parse

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=5,
)


def expression(text: str) -> Node:
    return find(parse(f"({text})\n"), "parenthesized_expression", "tuple", "generator_expression")[
        0
    ]


@given(values)
def test_a_literal_is_as_true_as_python_says(value: object) -> None:
    assert truth(expression(repr(value))) is bool(value)


@given(values, values, st.sampled_from(["==", "!=", "or not", "and", "or"]))
def test_literals_are_compared_and_joined_as_python_does(
    left: object, right: object, mark: str
) -> None:
    text = f"{left!r} {mark} {right!r}"
    found = truth(expression(text))
    assert found in (None, bool(eval(compile(ast.parse(text, mode="eval"), "x", "eval"))))


@given(st.from_regex(r"[a-w]{1,5}", fullmatch=True).filter(lambda name: name.isidentifier()))
def test_a_name_is_neither(name: str) -> None:
    assert truth(expression(f"x{name}")) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1", "1", Sameness.FIXED),
        ("1", "2", None),
        ("x", "x", Sameness.SAME),
        ("x.a", "x . a", Sameness.SAME),
        ('x["a"]', 'x["a"]', Sameness.SAME),
        ("f()", "f()", None),
        ("x[1:]", "x[1:]", None),
        ("x[f()]", "x[f()]", None),
        ("x", "y", None),
        ("[x]", "[x]", Sameness.SAME),
    ],
)
def test_equal_expressions_are_the_same_unless_they_call(
    left: str, right: str, expected: Sameness | None
) -> None:
    [pair] = find(parse(f"{left} == {right}\n"), "comparison_operator")
    parts = comparison(pair)
    assert parts is not None
    assert same_on_both_sides(parts[0], parts[2]) is expected


@pytest.mark.parametrize(
    ("text", "mark"), [("a is not b", "is not"), ("a not  in b", "not in"), ("a <= b", "<=")]
)
def test_operators_of_two_words_are_one(text: str, mark: str) -> None:
    parts = comparison(find(parse(text), "comparison_operator")[0])
    assert parts is not None
    assert parts[1] == mark


def test_a_chain_is_no_comparison_of_two() -> None:
    assert comparison(find(parse("a < b < c"), "comparison_operator")[0]) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("[1, 'a']", True), ("[x]", False), ("(-1)", True), ("f'{x}'", False)]
)
def test_literals_are_literal_through_and_through(text: str, expected: bool) -> None:
    assert (
        is_literal(find(parse(text), "list", "parenthesized_expression", "string")[0]) is expected
    )


@pytest.mark.parametrize("text", [" or ".join(["x"] * 3000), "not " * 3000 + "x"])
def test_expressions_too_long_to_read_are_neither(text: str) -> None:
    assert truth(find(parse(text), "boolean_operator", "not_operator")[0]) is None
