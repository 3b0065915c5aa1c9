from __future__ import annotations

from collections.abc import Mapping

import pytest

from testguard.scaffold.calls import build_call
from testguard.scaffold.plan import Setting, Stack


@pytest.mark.parametrize(
    ("stack", "base", "text"),
    [
        (Stack("Store('s')"), {}, "build(lambda: Store('s'))"),
        (Stack(""), {}, "build(PROGRAM)"),
        (Stack("", Setting(config={"a": "1"})), {"a": "1"}, "build(PROGRAM, config=CONFIG)"),
        (
            Stack("", Setting(config={"a": "1", "b": "2"})),
            {"a": "1"},
            "build(PROGRAM, config={**CONFIG, 'b': '2'})",
        ),
        (Stack("", Setting(config={"b": "2"})), {"a": "1"}, "build(PROGRAM, config={'b': '2'})"),
        (Stack("", Setting()), {"a": "1"}, "build(PROGRAM, config={})"),
        (
            Stack("", Setting(environment={"STAGE": "x"})),
            {},
            "build(PROGRAM, environment={'STAGE': 'x'})",
        ),
    ],
)
def test_a_stack_is_built_in_the_fewest_words(
    stack: Stack, base: Mapping[str, str], text: str
) -> None:
    assert build_call(stack, base) == text


def test_variables_stay_variables() -> None:
    text = build_call(Stack(""), {"a": "1"}, {"a": "size"}, {"STAGE": "stage"})
    assert text == "build(PROGRAM, config={**CONFIG, 'a': size}, environment={'STAGE': stage})"
