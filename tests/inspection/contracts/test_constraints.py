from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.contract import Contract

Reader = Callable[..., Contract]
SOURCE = """
import attr
import attrs
from typing import Annotated
from pydantic import BaseModel, Field, PositiveInt, conint, field_validator

{args}

class TapStack:
    def __init__(self, name, args: Args):
        pass
"""


@pytest.mark.parametrize(
    ("args", "guards"),
    [
        (
            "class Args(BaseModel):\n    size: int = Field(3, ge=1, le=9)",
            ["size: ge=1", "size: le=9"],
        ),
        ("class Args(BaseModel):\n    size: Annotated[int, Field(gt=0)] = 3", ["size: gt=0"]),
        ("class Args(BaseModel):\n    size: conint(multiple_of=2)", ["size: multiple_of=2"]),
        ("class Args(BaseModel):\n    size: PositiveInt", ["size: gt=0"]),
        ("class Args(BaseModel):\n    name: str = Field(pattern='^a')", ["name: pattern='^a'"]),
        (
            "@attrs.define\nclass Args:\n    size: int = attrs.field(validator=attrs.validators.ge(1))",
            ["size: attrs.validators.ge(1)"],
        ),
        (
            "@attr.s\nclass Args:\n    size = attr.ib(validator=[attr.validators.gt(1), attr.validators.lt(9)])",
            ["size: attr.validators.gt(1)", "size: attr.validators.lt(9)"],
        ),
    ],
)
def test_each_declared_constraint_is_a_validation_path(
    contract: Reader, args: str, guards: list[str]
) -> None:
    found = contract(SOURCE.format(args=args)).validations
    assert sorted(path.guard for path in found) == guards


def test_a_validator_method_is_about_its_field(contract: Reader) -> None:
    found = contract(
        SOURCE.format(
            args="class Args(BaseModel):\n    name: str\n\n"
            "    @field_validator('name')\n    @classmethod\n    def lower(cls, value):\n"
            "        if value != value.lower():\n            raise ValueError('lower')\n"
            "        return value"
        )
    )
    [path] = found.validations
    assert (path.message, path.inputs) == ("lower", ("Args.name",))


def test_a_constraint_that_a_subclass_replaces_is_none(contract: Reader) -> None:
    args = (
        "class Base(BaseModel):\n    size: int = Field(3, ge=1)\n    name: PositiveInt = 1\n"
        "class Args(Base):\n    size: int = Field(3, ge=2)"
    )
    found = contract(SOURCE.format(args=args)).validations
    assert sorted(path.guard for path in found) == ["name: gt=0", "size: ge=2"]


@pytest.mark.parametrize(
    "args",
    [
        "@attrs.define\nclass Args:\n    size: int = attrs.field(validator=small)",
        "@attrs.define\nclass Args:\n    size: int = attrs.field(converter=small)",
        "class Args(BaseModel):\n    size: Annotated[int, AfterValidator(small)]",
    ],
)
def test_a_function_that_checks_a_field_is_followed(contract: Reader, args: str) -> None:
    check = "from pydantic import AfterValidator\ndef small(value):\n    if value > 9:\n        raise ValueError('big')\n"
    [path] = contract(SOURCE.format(args=check + args)).validations
    assert (path.message, path.guard, path.inputs) == ("big", "value > 9", ("Args.size",))
