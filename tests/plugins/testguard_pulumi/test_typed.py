from __future__ import annotations

import re
import typing
from collections.abc import Mapping, Sequence
from enum import Enum
from importlib import import_module
from typing import Any, Optional, Union

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi import _types

from testguard_pulumi.subject import Subject
from testguard_pulumi.typed import complete, fill, object_types, resource_types, value_of
from testguard_pulumi.wire import TAG, from_wire, to_wire

# Importing services of pulumi_aws warns of what is deprecated in them.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
CLASSES = [
    "pulumi_aws.rds:Cluster",
    "pulumi_aws.ec2:Instance",
    "pulumi_aws.ec2:Vpc",
    "pulumi_aws.s3:Bucket",
    "pulumi_aws.lambda_:Function",
    "pulumi_aws.eks:Cluster",
    "pulumi_aws.cloudfront:Distribution",
    "pulumi_aws.dynamodb:Table",
    "pulumi_aws.lb:LoadBalancer",
    "pulumi_aws.iam:Role",
    "pulumi_aws.acm:Certificate",
    "pulumi_aws.ecs:TaskDefinition",
    "pulumi_aws.sfn:StateMachine",
    "pulumi_aws.cognito:UserPool",
    "pulumi_aws.apigatewayv2:Api",
    "pulumi_aws.elasticache:ReplicationGroup",
    "pulumi_aws.wafv2:WebAcl",
    "pulumi_random:RandomPassword",
    "pulumi_random:RandomPet",
]  # fmt: skip


def class_of(name: str) -> Any:
    """The class that ``package.module:Class`` names."""
    module, _, class_ = name.partition(":")
    return getattr(import_module(module), class_)


class Color(Enum):
    RED = "red"
    BLUE = "blue"


@pulumi.output_type
class Address:
    @property
    @pulumi.getter(name="hostName")
    def host_name(self) -> str:
        return pulumi.get(self, "host_name")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="port")
    def port(self) -> int | None:
        return pulumi.get(self, "port")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="next")
    def next(self) -> Address | None:
        return pulumi.get(self, "next")  # type: ignore[no-any-return]


SUBJECT = Subject("shop:index:Thing", "thing", "eu-west-1")


@pytest.mark.parametrize("name", CLASSES)
def test_every_declared_output_has_a_value_of_its_type(name: str) -> None:
    class_ = class_of(name)
    token = getattr(class_, "pulumi_type", f"{name.rpartition('.')[0]}:index/x:{class_.__name__}")
    subject = Subject(token, "thing", "eu-west-1")
    declared = resource_types(class_)
    filled = fill(declared, {}, subject)
    assert filled.keys() == declared.keys()
    for key, wanted in declared.items():
        assert conforms(filled[key], wanted.type), (key, wanted, filled[key])
    assert to_wire(from_wire(filled)) == filled


def conforms(value: Any, type_: Any) -> bool:
    """Whether a value in wire form is one of ``type_``, told as pulumi itself tells it."""
    origin: Any = typing.get_origin(type_)
    inner: tuple[Any, ...] = typing.get_args(type_)
    if origin is Union:
        return any(conforms(value, each) for each in inner)
    if origin in (list, Sequence):
        return isinstance(value, list) and all(conforms(each, inner[0]) for each in value)
    if origin in (dict, Mapping):
        return isinstance(value, dict) and all(conforms(each, inner[1]) for each in value.values())
    if isinstance(type_, type) and issubclass(type_, Enum):
        return value in [each.value for each in type_]
    if isinstance(type_, type) and _types.is_output_type(type_):
        return all(
            (value.get(name) is None and wanted.optional) or conforms(value[name], wanted.type)
            for name, wanted in object_types(type_).items()
        )
    if isinstance(type_, type) and issubclass(type_, pulumi.Asset | pulumi.Archive):
        return TAG in value
    return isinstance(value, (int, float) if type_ is float else type_)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (Color, "red"),
        (Union[str, Color], "red"),  # noqa: UP007 - as SDKs spell it
        (Optional[Color], "red"),  # noqa: UP045
        (bool, False),
        (pulumi.Output[bool], False),
        (Mapping[str, Color], {"key": "red"}),
        (Sequence[Color], ["red"]),
        (Sequence[Mapping[str, bool]], [{"key": False}]),
    ],
)
def test_values_from_types(type_: Any, value: Any) -> None:
    assert value_of(type_, "thing", SUBJECT) == value


def test_lists_of_plain_values_have_one_per_zone() -> None:
    zones = value_of(Sequence[str], "availabilityZones", Subject("aws:a/b:C", "c", "eu-west-1"))
    assert zones == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert len(set(value_of(list[str], "subnetIds", SUBJECT))) == 3


def test_types_that_contain_themselves_end() -> None:
    value, depth = value_of(Address, "address", SUBJECT), 0
    while value.get("next"):
        value, depth = value["next"], depth + 1
    assert 0 < depth < 9


def test_what_was_given_is_kept_and_completed() -> None:
    made = complete({"port": 5}, Address, "address", SUBJECT)
    assert made["port"] == 5
    assert made["hostName"]
    assert "next" not in made


@pytest.mark.parametrize(
    ("given_", "type_", "made"),
    [
        ({"Version": "1"}, str, '{"Version": "1"}'),
        ("true", bool, True),
        ("80", int, 80),
        (80, str, "80"),
        (["a"], Mapping[str, bool], {"a": False}),
        ({"strategy": "None"}, Sequence[bool], [False]),
    ],
)
def test_providers_give_back_the_type_they_declare(given_: Any, type_: Any, made: Any) -> None:
    value = complete(given_, type_, "thing", SUBJECT)
    assert value == made or (isinstance(made, list) and isinstance(value, list))


def test_an_optional_input_that_was_not_given_stays_unset() -> None:
    declared = resource_types(class_of("pulumi_aws.rds:Cluster"))
    unset = frozenset({"snapshotIdentifier", "engineVersion"})
    filled = fill(declared, {}, Subject("aws:rds/cluster:Cluster", "c"), unset=unset)
    assert filled["snapshotIdentifier"] is None
    assert filled["engineVersion"]  # not Optional: the cloud chooses one


def test_tags_all_are_the_tags() -> None:
    filled = fill(resource_types(class_of("pulumi_aws.sns:Topic")), {"tags": {"a": "b"}}, SUBJECT)
    assert filled["tagsAll"] == {"a": "b"}


@given(st.from_regex(re.compile(r"[a-zA-Z_]{0,30}", re.ASCII), fullmatch=True))
def test_any_property_name_gives_a_string_that_is_stable(name: str) -> None:
    subject = Subject("aws:rds/cluster:Cluster", "db", "eu-west-1")
    value = value_of(str, name, subject)
    assert isinstance(value, str)
    assert value == value_of(str, name, Subject("aws:rds/cluster:Cluster", "db", "eu-west-1"))
