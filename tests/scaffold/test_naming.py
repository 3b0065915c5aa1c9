from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.scaffold.naming import Names, kind, of_resources, plural, snake


@pytest.mark.parametrize(
    ("type_", "names", "expected", "name"),
    [
        ("aws:rds/cluster:Cluster", ["db-dev"], {"storageEncrypted": True}, "db_cluster_is_encrypted"),
        ("aws:ec2/subnet:Subnet", ["a-subnet", "b-subnet"], {}, "subnets_are_as_declared"),
        (
            "aws:rds/clusterInstance:ClusterInstance",
            ["db-0", "db-1"],
            {"instanceClass": "db.r5"},
            "db_cluster_instances_have_their_instance_class",
        ),
        ("pulumi:providers:aws", ["x-dev"], {"region": "r"}, "x_aws_provider_is_in_its_region"),
    ],
)  # fmt: skip
def test_tests_are_named_after_what_is_asserted(
    type_: str, names: list[str], expected: Mapping[str, Any], name: str
) -> None:
    assert of_resources(type_, names, expected, {"dev"}, snake) == name


@pytest.mark.parametrize(
    ("word", "many"), [("policy", "policies"), ("key", "keys"), ("bus", "buses"), ("vpc", "vpcs")]
)
def test_plurals(word: str, many: str) -> None:
    assert plural(word) == many


@given(st.text(max_size=30))
def test_any_text_becomes_a_name(text: str) -> None:
    name = snake(text)
    assert f"x{name}".isidentifier()
    assert not keyword.iskeyword(name)


def test_the_kind_of_a_resource_is_the_end_of_its_type() -> None:
    assert kind("aws:rds/clusterInstance:ClusterInstance") == "cluster_instance"


def test_a_name_that_is_taken_gets_a_number() -> None:
    names = Names()
    assert [names.free("a"), names.free("a"), names.free("b")] == ["a", "a_2", "b"]
