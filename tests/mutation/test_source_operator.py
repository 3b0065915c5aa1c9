from __future__ import annotations

import ast

import pytest

from testguard.mutation.source_operator import (
    SourceExample,
    SourceOperator,
    all_source_operators,
)

CASES = [
    pytest.param(each, example, id=f"{each.name}-{number}")
    for each in all_source_operators()
    for number, example in enumerate(each.examples)
]


@pytest.mark.parametrize(("operator", "example"), CASES)
def test_an_operator_does_what_its_examples_say(
    operator: SourceOperator, example: SourceExample
) -> None:
    site = example.site
    after = tuple(site.code.edited(edit) for edit in operator.edits(site))
    assert after == example.after
    for text in after:
        ast.parse(text)


@pytest.mark.parametrize("operator", all_source_operators(), ids=lambda each: str(each.name))
def test_an_operator_shows_where_it_does_something_and_where_not(operator: SourceOperator) -> None:
    assert operator.summary
    assert any(example.after for example in operator.examples)
    assert any(not example.after for example in operator.examples)
