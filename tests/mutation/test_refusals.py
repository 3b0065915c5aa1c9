from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from testguard.mutation.code import Code
from testguard.mutation.refusals import guard_of, limits_of
from testguard.mutation.source_operator import Site

NAMES = ("ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of")


@pytest.mark.parametrize("name", NAMES)
def test_every_constraint_of_a_field_is_a_limit(name: str) -> None:
    site = Site(Code(f"size: int = Field(3, {name}=7)\n"))
    assert [each.value for each in limits_of(site)] == [7]


@pytest.mark.parametrize("name", [*NAMES, "min_len", "max_len"])
def test_so_is_every_validator_by_its_place(name: str) -> None:
    site = Site(Code(f"size: int = field(validator=validators.{name}(7))\n"))
    assert [each.value for each in limits_of(site)] == [7]


@pytest.mark.parametrize(
    "text", ["size: int = Field(3, title=7)\n", "size: int = f(3)\n", "Field(ge=7)\n"]
)
def test_other_numbers_are_not(text: str) -> None:
    assert list(limits_of(Site(Code(text)))) == []


def test_a_guard_is_the_innermost_condition_of_the_same_function() -> None:
    text = dedent(
        """\
        if DEBUG:
            def check(size):
                if size:
                    if size > 3 or size < True:
                        raise ValueError
                raise TypeError
        """
    )
    guard = guard_of(Site(Code(text), 5))
    assert guard is not None
    assert ast.unparse(guard) == "size > 3 or size < True"
    assert [each.value for each in limits_of(Site(Code(text), 5))] == [3]
    assert guard_of(Site(Code(text), 6)) is None
