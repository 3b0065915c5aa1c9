from __future__ import annotations

import pytest

from testguard.model.mutant import Act, Change, Mutant, altered
from testguard.mutation.operator import Example, Operator, all_operators

EXAMPLES = [
    (each, number, example)
    for each in all_operators()
    for number, example in enumerate(each.examples)
]
CASES = [
    pytest.param(each, example, id=f"{each.name}-{number}") for each, number, example in EXAMPLES
]


@pytest.mark.parametrize(("operator", "example"), CASES)
def test_an_operator_does_what_its_examples_say(operator: Operator, example: Example) -> None:
    assert tuple(operator.mutate(example.subject, example.graph)) == example.changes


@pytest.mark.parametrize("operator", all_operators(), ids=lambda each: str(each.name))
def test_an_operator_tells_what_it_does_and_shows_where_it_does_nothing(operator: Operator) -> None:
    assert operator.summary.endswith((".", "wrong"))
    assert any(example.changes for example in operator.examples)
    assert any(not example.changes for example in operator.examples) or len(operator.examples) > 1


@pytest.mark.parametrize(
    ("operator", "example", "change"),
    [
        (operator, example, change)
        for operator, _, example in EXAMPLES
        for change in example.changes
        if change.act in (Act.SET, Act.DROP)
    ],
)
def test_a_change_of_properties_changes_them(
    operator: Operator, example: Example, change: Change
) -> None:
    properties = example.subject.properties
    mutant = Mutant(
        operator.name, change.act, "lib/a.py", "lib/a.py", 1,
        path=change.path, old=change.old, new=change.new,
    )  # fmt: skip
    assert altered(properties, mutant) != properties
