from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.contract import Contract

Reader = Callable[..., Contract]
STACK = """
class TapStack:
    def __init__(self, name, args: Args, opts=None):
        pass
"""
IMPORTS = """
import attr
import attrs
import dataclasses
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Optional, TypedDict
from pydantic import BaseModel, Field
"""


def defaults(contract: Contract) -> dict[str, str | None]:
    return {item.name: item.default for item in contract.inputs if item.name.startswith("Args.")}


@pytest.mark.parametrize(
    "header",
    [
        "@dataclass\nclass Args:",
        "@dataclasses.dataclass(frozen=True)\nclass Args:",
        "@attr.s(auto_attribs=True)\nclass Args:",
        "@attrs.define\nclass Args:",
        "class Args(BaseModel):",
        "class Args(NamedTuple):",
    ],
)
def test_annotated_fields_are_inputs(contract: Reader, header: str) -> None:
    body = "\n    name: str\n    size: int = 3\n    tag: Optional[str] = None\n"
    found = contract(IMPORTS + header + body + STACK)
    assert defaults(found) == {"Args.name": None, "Args.size": "3", "Args.tag": "None"}


@pytest.mark.parametrize(
    ("header", "field", "default"),
    [
        ("@dataclass\nclass Args:", "size: int = field(default=3)", "3"),
        ("@dataclass\nclass Args:", "size: list = field(default_factory=list)", "list"),
        ("@dataclass\nclass Args:", "size: int = field(repr=False)", None),
        ("@attr.s\nclass Args:", "size = attr.ib(default=3)", "3"),
        ("@attrs.define\nclass Args:", "size: list = attrs.field(factory=list)", "list"),
        ("class Args(BaseModel):", "size: int = Field(3, ge=1)", "3"),
        ("class Args(BaseModel):", "size: int = Field(..., ge=1)", None),
        ("class Args(BaseModel):", "size: list = Field(default_factory=list)", "list"),
        ("class Args(TypedDict):", "size: int", None),
    ],
)
def test_field_calls_tell_the_default(
    contract: Reader, header: str, field: str, default: str | None
) -> None:
    found = contract(f"{IMPORTS}{header}\n    {field}\n{STACK}")
    assert defaults(found) == {"Args.size": default}


def test_what_is_not_passed_is_no_field(contract: Reader) -> None:
    source = "@dataclass\nclass Args:\n    kind: ClassVar[str] = 'x'\n    cache: dict = field(init=False)\n"
    assert defaults(contract(IMPORTS + source + STACK)) == {}


def test_inherited_fields_count_once(contract: Reader) -> None:
    source = (
        "@dataclass\nclass Base:\n    size: int = 1\n    name: str = 'a'\n"
        "@dataclass\nclass Args(Base):\n    size: int = 3\n"
    )
    assert defaults(contract(IMPORTS + source + STACK)) == {"Args.size": "3", "Args.name": "'a'"}


def test_an_args_class_of_another_module_is_followed(contract: Reader) -> None:
    found = contract(
        "from .args import Args\n" + STACK,
        others={"lib/args.py": IMPORTS + "@dataclass\nclass Args:\n    size: int = 3\n"},
    )
    [item] = found.inputs
    assert (item.name, item.module, item.default) == ("Args.size", "lib/args.py", "3")


def test_private_names_of_a_model_are_no_fields_and_attrs_drops_the_underscore(
    contract: Reader,
) -> None:
    model = "class Args(BaseModel):\n    _size: int = 3\n    name: str = 'a'\n"
    assert defaults(contract(IMPORTS + model + STACK)) == {"Args.name": "'a'"}
    attrs = "@attrs.define\nclass Args:\n    _size: int = 3\n    tag: int = attrs.field(default=1, alias='label')\n"
    items = contract(IMPORTS + attrs + STACK).inputs
    passed = {item.name: item.given.name for item in items if item.given is not None}
    assert passed == {"Args._size": "size", "Args.tag": "label"}


@pytest.mark.parametrize(
    ("header", "field", "optional"),
    [
        ("class Args(TypedDict):", "size: int", False),
        ("class Args(TypedDict, total=False):", "size: int", True),
        ("class Args(TypedDict):", "size: NotRequired[int]", True),
        ("class Args(TypedDict, total=False):", "size: Required[int]", False),
    ],
)
def test_a_key_of_a_dictionary_may_be_optional(
    contract: Reader, header: str, field: str, optional: bool
) -> None:
    [item] = contract(f"{IMPORTS}{header}\n    {field}\n{STACK}").inputs
    assert item.optional is optional


def test_fields_that_hold_args_classes_give_the_fields_of_those(contract: Reader) -> None:
    source = (
        "@dataclass\nclass Disk:\n    size: int = 1\n    next: 'Optional[Disk]' = None\n"
        "@dataclass\nclass Args:\n    disks: list[Disk]\n"
    )
    found = {item.name: item.default for item in contract(IMPORTS + source + STACK).inputs}
    assert found == {"Args.disks": None, "Disk.size": "1", "Disk.next": "None"}
