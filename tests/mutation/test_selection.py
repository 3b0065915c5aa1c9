from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import all_operators
from testguard.mutation.properties import name_of
from testguard.mutation.selection import GENERAL, worth_trying

EXISTENCE = {"resource-removed", "resource-duplicated"}


def resource(properties: Mapping[str, Any], name: str = "a", **more: Any) -> Resource:
    return Resource(f"aws:x/y:Thing::{name}", "aws:x/y:Thing", name, properties, **more)


def chosen(properties: Mapping[str, Any], *others: Resource, **more: Any) -> set[tuple[str, str]]:
    subject = resource(properties, **more)
    found = worth_trying(subject, Graph("", resources=(*others, subject)))
    return {(name, name_of(change.path)) for name, change in found if name not in EXISTENCE}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"size": 3}, {("number-moved", "size")}),
        ({"name": "orders"}, {("string-changed", "name")}),
        ({"versioned": True}, {("boolean-flipped", "versioned")}),
        ({"storageEncrypted": True}, {("encryption-weakened", "storageencrypted")}),
        ({"backupRetentionPeriod": 7}, {("retention-weakened", "backupretentionperiod")}),
        ({"versioning": {"status": "Enabled"}}, {("retention-weakened", "status")}),
        ({"scaling": {"min": 1}}, {("number-moved", "min")}),
        ({"password": {"$secret": "x"}}, {("property-dropped", "password")}),
        ({"description": "All orders", "publiclyAccessible": False},
         {("public-access-opened", "publiclyaccessible")}),
    ],
)  # fmt: skip
def test_one_place_is_wrong_once_in_the_way_that_has_a_name(
    properties: Mapping[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert chosen(properties) == expected


def test_a_list_has_a_wrong_element_and_one_element_less() -> None:
    assert chosen({"subnetIds": ["a", "b", "c"]}) == {
        ("string-changed", "subnetids"),
        ("element-dropped", "subnetids"),
    }
    assert chosen({"actions": ["a"]}) == {("string-changed", "actions")}
    assert chosen({"ids": [{"Ref": "x"}]}) == {("list-emptied", "ids")}


def test_rules_of_a_list_are_things_of_their_own() -> None:
    rules = [{"port": 80}, {"port": 443}]
    found = list(worth_trying(resource({"rules": rules}), Graph("")))
    assert {change.path for name, change in found if name == "number-moved"} == {
        ("rules", 0, "port"),
        ("rules", 1, "port"),
    }


def test_a_smaller_and_a_burstable_instance_are_two_things() -> None:
    found = list(worth_trying(resource({"instanceClass": "db.r6g.large"}), Graph("")))
    assert [change.new for name, change in found if name not in EXISTENCE] == [
        "db.r6g.medium",
        "db.t4g.large",
    ]


def test_what_holds_others_is_left_out_only_where_nothing_in_it_is() -> None:
    assert chosen({"networks": [{"id": {"Ref": "x"}, "region": {"Ref": "y"}}]}) == {
        ("property-dropped", "id"),
        ("property-dropped", "region"),
    }


def test_lists_of_keys_and_values_that_are_called_tags_are_tags() -> None:
    assert chosen({"HealthCheckTags": [{"Key": "a", "Value": "b"}], "HostTags": ["x"]}) == {
        ("tag-dropped", "healthchecktags"),
        ("property-dropped", "healthchecktags"),
        ("list-emptied", "hosttags"),
    }
    assert ("property-dropped", "tags") not in chosen({"Tags": {"a": "b"}}, owner="Shop/Queue")


def test_a_tag_that_all_have_is_taken_from_one() -> None:
    tags = {"env": "dev"}
    first = resource({"tags": tags}, "first", source="lib/a.py:1")
    second = resource({"tags": tags}, "second", source="lib/a.py:2")
    own = resource({"tags": {**tags, "Name": "x"}}, "third", source="lib/a.py:3")
    graph = Graph("", resources=(second, first, own))  # the order of registration is any
    dropped = {
        (each.name, change.path[-1])
        for each in graph.resources
        for name, change in worth_trying(each, graph)
        if name == "tag-dropped"
    }
    assert dropped == {("first", "env"), ("third", "Name")}
    untagged = {
        each.name
        for each in graph.resources
        for name, _ in worth_trying(each, graph)
        if name == "property-dropped"
    }
    assert untagged == {"first", "second", "third"}


def test_what_the_cdk_tags_by_itself_is_left_alone() -> None:
    tags = [
        {"Key": "aws-cdk:subnet-type", "Value": "Isolated"},
        {"Key": "Name", "Value": "Shop/Vpc/Subnet1"},
        {"Key": "team", "Value": "orders"},
    ]
    found = worth_trying(resource({"Tags": tags}, "Shop/Vpc/Subnet1/Subnet"), Graph(""))
    assert [change.old for name, change in found if name == "tag-dropped"] == [tags[2]]


def test_general_operators_are_real_ones() -> None:
    assert set(GENERAL) <= {each.name for each in all_operators()}
