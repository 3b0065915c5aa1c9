from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from .conftest import Lab

FLAVOURS = {
    "dataclass": "@dataclass\nclass Args:",
    "frozen": "@dataclass(frozen=True)\nclass Args:",
    "slots": "@dataclass(slots=True)\nclass Args:",
    "attrs": "@attrs.define\nclass Args:",
    "pydantic": "class Args(BaseModel):",
    "namedtuple": "class Args(NamedTuple):",
}
IMPORTS = """
from dataclasses import dataclass, field
from typing import NamedTuple
import attrs
from pydantic import BaseModel, Field, field_validator
"""
STACK = "\n\nclass Stack:\n    def __init__(self, name, args: Args):\n        self.args = args\n"
Maker = Callable[[str], Lab]


def source(flavour: str) -> str:
    return f"{IMPORTS}\n{FLAVOURS[flavour]}\n    name: str\n    size: int = 3\n{STACK}"


@pytest.mark.parametrize("flavour", sorted(FLAVOURS))
def test_given_and_left_out_fields_are_told_apart(lab: Maker, flavour: str) -> None:
    made = lab(source(flavour))
    args = made.load().Args
    args(name="a")
    assert made.fired() == {"Args.size used": {"None"}}
    args(name="a", size=5)
    assert made.fired() == {"Args.size given": {"5"}}


@pytest.mark.parametrize("flavour", sorted(FLAVOURS))
def test_the_class_behaves_as_it_is_written(lab: Maker, flavour: str) -> None:
    args = lab(source(flavour)).load().Args
    made = args(name="a", size=5)
    assert pickle.loads(pickle.dumps(made)) == made
    assert copy.deepcopy(made) == made
    assert type(made) is args
    assert list(inspect.signature(args).parameters) == ["name", "size"]
    assert args.__init__.__name__ == "__init__"


@pytest.mark.parametrize("flavour", ["dataclass", "attrs"])
def test_defaults_stay_where_code_looks_for_them(lab: Maker, flavour: str) -> None:
    args = lab(source(flavour)).load().Args
    assert args.__init__.__defaults__ == (3,)
    assert inspect.getfullargspec(args.__init__).args == ["self", "name", "size"]


def test_defaults_that_are_set_later_hold(lab: Maker) -> None:
    made = lab(source("namedtuple"))
    args = made.load().Args
    assert args.__new__.__defaults__ == (3,)
    args.__new__.__defaults__ = ("n", 4)
    assert args() == ("n", 4)


@pytest.mark.parametrize(
    ("flavour", "copied"),
    [("dataclass", dataclasses.replace), ("attrs", attrs.evolve), ("frozen", dataclasses.replace)],
)
def test_a_copy_overrides_what_it_changes_only(
    lab: Maker, flavour: str, copied: Callable[..., object]
) -> None:
    made = lab(source(flavour))
    one = made.load().Args(name="a")
    made.fired()
    copied(one, name="b")
    assert made.fired() == {}
    copied(one, size=4)
    assert made.fired() == {"Args.size given": {"4"}}


def test_no_frame_of_the_watcher_is_shown_by_pytest(lab: Maker) -> None:
    made = lab(source("dataclass"))
    with pytest.raises(TypeError) as caught:
        made.load().Args(nope=1)
    assert [str(entry.path) for entry in caught.traceback.filter(caught)] == [__file__]


def test_a_subclass_counts_for_the_class_that_declares_the_field(lab: Maker) -> None:
    made = lab(source("dataclass"))
    module = made.load()

    class More(module.Args):  # type: ignore[name-defined,misc]
        pass

    More("a", 9)
    assert made.fired() == {"Args.size given": {"9"}}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("size: int = Field(3, ge=1, le=9)", 0, {"size: ge=1"}),
        ("size: int = Field(3, ge=1, le=9)", 10, {"size: le=9"}),
        (
            "size: str = Field('ab', pattern='^[a-z]+$', max_length=3)",
            "ABCD",
            {"size: pattern='^[a-z]+$'", "size: max_length=3"},
        ),
    ],
)
def test_the_constraint_that_refuses_is_reached(
    lab: Maker, field: str, value: object, expected: set[str]
) -> None:
    made = lab(f"{IMPORTS}\nclass Args(BaseModel):\n    {field}\n{STACK}")
    args = made.load().Args
    with pytest.raises(ValueError, match="size"):
        args(size=value)
    reached = {
        made.plan.watchers[index].item.split(":", 3)[3]
        for index in made.tally.notes.fired
        if made.plan.watchers[index].role == "reached"
    }
    assert reached <= expected
    assert reached


def test_an_attrs_validator_that_refuses_is_reached_and_asserted(lab: Maker) -> None:
    field = "size: int = attrs.field(default=3, validator=attrs.validators.ge(1))"
    made = lab(f"{IMPORTS}\n@attrs.define\nclass Args:\n    {field}\n{STACK}")
    args = made.load().Args
    with pytest.raises(ValueError, match="size"):
        args(size=0)
    assert [made.plan.watchers[index].role for index in made.tally.notes.asserted] == ["reached"]


MODEL = f"""{IMPORTS}
class Args(BaseModel):
    size: int = Field(3, ge=1, alias="Size")
    name: str = "n"
{STACK}"""


@pytest.mark.parametrize(
    "build",
    [
        lambda args: args(Size=5),
        lambda args: args.model_validate({"Size": 5}),
        lambda args: args.model_validate_json('{"Size": 5}'),
        lambda args: args.model_validate_strings({"Size": "5"}),
    ],
)
def test_every_way_to_validate_a_model_counts_under_any_name(
    lab: Maker, build: Callable[[Any], object]
) -> None:
    made = lab(MODEL)
    args = made.load().Args
    build(args)
    assert made.fired() == {"Args.size given": {"5"}, "Args.name used": {"None"}}


def test_a_model_that_is_refused_by_validation_is_reached(lab: Maker) -> None:
    made = lab(MODEL.replace(', alias="Size"', ""))
    args = made.load().Args
    with pytest.raises(ValueError, match="size"):
        args.model_validate({"size": 0})
    assert made.fired() == {" ge=1 reached": {""}}


def test_what_a_model_adds_before_it_validates_is_given(lab: Maker) -> None:
    made = lab(f"""{IMPORTS}
from pydantic import model_validator

class Args(BaseModel):
    size: int = 3

    @model_validator(mode="before")
    @classmethod
    def from_elsewhere(cls, data):
        return {{"size": 8, **data}}
{STACK}""")
    made.load().Args()
    assert made.fired() == {"Args.size given": {"8"}}


def test_arguments_that_python_refuses_are_given_to_no_other_field(lab: Maker) -> None:
    made = lab(
        f"{IMPORTS}\n@dataclass\nclass Args:\n    size: int = 3\n    mode: str = field(default='x', kw_only=True)\n{STACK}"
    )
    args = made.load().Args
    with pytest.raises(TypeError):
        args(1, 2)
    assert "Args.mode given" not in made.fired()


ALIASED = f"""
from pydantic import AliasChoices, AliasPath, ConfigDict
from pydantic.alias_generators import to_camel
{IMPORTS}

class Args(BaseModel):
    model_config = ConfigDict(populate_by_name=True, alias_generator=to_camel)
    max_size: int = Field(default=1, ge=1)
    zone: int = Field(default=1, alias="availabilityZone", ge=1)
    tier: int = Field(default=1, validation_alias=AliasChoices("level", AliasPath("kinds", 0)), ge=1)
{STACK}"""


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"maxSize": 0}, "max_size"),
        ({"max_size": 0}, "max_size"),
        ({"availabilityZone": 0}, "zone"),
        ({"zone": 0}, "zone"),
        ({"level": 0}, "tier"),
        ({"kinds": [0]}, "tier"),
    ],
)
def test_pydantic_fields_are_known_by_their_aliases(
    lab: Maker, given: dict[str, Any], field: str
) -> None:
    made = lab(ALIASED)
    args = made.load().Args
    right = {name: [5] if isinstance(value, list) else 5 for name, value in given.items()}
    others = {"max_size", "zone", "tier"} - {field}
    kept = {f"Args.{name} used": {"None"} for name in others}
    args(**right)
    assert made.fired() == {f"Args.{field} given": {"5"}, **kept}
    args.model_validate(right)
    assert made.fired() == {f"Args.{field} given": {"5"}, **kept}
    with pytest.raises(ValueError, match="greater than or equal"):
        args(**given)
    fired = made.fired()
    assert fired.pop(f"Args.{field} given")
    assert [name for name in fired if name.endswith("reached")] == [
        name for name in fired if name not in kept
    ]
    assert len(fired) == len(kept) + 1
