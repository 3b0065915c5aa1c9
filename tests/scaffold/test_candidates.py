from __future__ import annotations

import re

import pytest

from testguard.scaffold.candidates import candidates, strategy
from testguard.scaffold.facts import Facts


def values(facts: Facts, default: object = None) -> list[object]:
    return [eval(code, {"__builtins__": {}}) for code in candidates(facts, default)]


def test_numbers_are_tried_on_both_sides_of_each_bound() -> None:
    assert {0, 1, 2, 34, 35, 36} <= set(values(Facts("int", numbers=(1, 35))))


def test_lengths_are_tried_on_both_sides() -> None:
    assert {"a" * 6, "a" * 7, "a" * 8} <= set(values(Facts("str", sizes=(7,))))


@pytest.mark.parametrize("pattern", [r"^[a-z0-9-]{1,50}$", r"[A-Z]{3}\d{2,4}", r"x+"])
def test_a_pattern_gives_matches_and_others(pattern: str) -> None:
    found = [value for value in values(Facts("str", patterns=(pattern,))) if isinstance(value, str)]
    matched = [bool(re.fullmatch(pattern, value)) for value in found]
    assert True in matched
    assert False in matched


def test_what_is_no_pattern_gives_nothing_and_no_error() -> None:
    assert "(" not in values(Facts("str", patterns=("(",)))


def test_the_same_candidates_come_every_time() -> None:
    facts = Facts("str", patterns=(r"[a-f]{2,9}",))
    assert values(facts) == values(facts)


@pytest.mark.parametrize("kind", ["str", "int", "float", "bool", "list", "dict", ""])
def test_there_is_a_strategy_for_every_kind(kind: str) -> None:
    assert strategy(Facts(kind), None) is not None
