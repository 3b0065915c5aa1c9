"""Conditions say of values what the schemas that they are written from say of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from testguard.model.resource import Graph, Resource
from testguard.requirements.instance_classes import at_least, parse_class
from testguard.requirements.keywords import satisfies
from testguard.requirements.views import view
from testguard.scaffold.conditions import Conditions
from testguard.scaffold.schema_words import Unwritable
from tests.scaffold.test_demands import SHARED_NAMES

DB = "AWS::RDS::DBInstance"
SAMPLES: tuple[dict[str, Any], ...] = (
    {},
    {"Engine": "mysql", "Port": 3306, "StorageEncrypted": True, "Zones": ["a", "b"], "DBInstanceClass": "db.r6g.large"},
    {"Engine": "postgres", "Port": 5432.5, "StorageEncrypted": False, "Zones": [], "DBInstanceClass": "db.t3.micro"},
    {"Engine": {"Ref": "Engine"}, "Port": "3306", "StorageEncrypted": "true", "Zones": "a", "DBInstanceClass": "db.r6g.4xlarge"},
    {"Engine": None, "Port": True, "Zones": ["a", "a", 1], "Tags": [{"Key": "Stage", "Value": "dev"}], "DBInstanceClass": "db.m5.large"},
    {"Port": 10, "Zones": ["a", "b", "c"], "Tags": [{"Key": "Stage", "Value": "prod"}, {"Key": "Team", "Value": "a"}]},
    {"Endpoint": {"Port": 3306, "Address": {"Fn::GetAtt": ["A", "B"]}}, "Tags": []},
    {"Endpoint": {"Port": 1}, "Rules": [{"FromPort": 22, "CidrIp": "0.0.0.0/0"}, {"FromPort": 443}]},
    {"Endpoint": "nowhere", "Rules": [{"FromPort": 443, "CidrIp": "10.0.0.0/8"}]},
)  # fmt: skip


def prop(name: str, schema: object, **more: object) -> dict[str, object]:
    return {"properties": {name: schema}, **more}


SCHEMAS: tuple[Mapping[str, Any], ...] = (
    {},
    prop("Engine", {"const": "mysql"}),
    prop("Engine", {"const": "mysql"}, required=["Engine"]),
    prop("Engine", {"const": None}, required=["Engine"]),
    prop("Engine", {"not": {"const": "mysql"}}),
    prop("Engine", {"not": {"const": "mysql"}}, required=["Engine"]),
    prop("engine", {"enum": ["mysql", "postgres"]}),
    prop("Engine", {"not": {"enum": ["mysql", "postgres"]}}),
    prop("Engine", {"pattern": "^my"}),
    prop("Engine", {"not": {"pattern": "^my"}}),
    prop("Engine", {"minLength": 6, "maxLength": 8}),
    prop("Engine", {"type": "string"}),
    prop("Engine", {"type": ["object", "null"]}),
    prop("Port", {"minimum": 3306, "maximum": 5000}),
    prop("Port", {"exclusiveMinimum": 10, "exclusiveMaximum": 5432.5}),
    prop("Port", {"multipleOf": 10, "type": "integer"}),
    prop("Port", {"type": "number", "minimum": 11}),
    prop("StorageEncrypted", {"const": True}),
    prop("storageEncrypted", {"const": True}, required=["storageEncrypted"]),
    prop("StorageEncrypted", {"type": "boolean"}),
    prop("Zones", {"minItems": 1, "maxItems": 2}),
    prop("Zones", {"uniqueItems": True}),
    prop("Zones", {"contains": {"const": "b"}}),
    prop("Zones", {"contains": {"type": "string"}, "minContains": 2, "maxContains": 2}),
    prop("Zones", {"items": {"enum": ["a", "b"]}}),
    prop("tags", prop("Stage", {"not": {"const": "prod"}})),
    prop("tags", prop("Stage", {"const": "prod"}, required=["Stage"]), required=["tags"]),
    {"required": ["Engine", "Port"]},
    {"required": ["engine"], **prop("Port", {"minimum": 1})},
    {"not": {"required": ["Engine"]}},
    {"anyOf": [{"required": ["Endpoint"]}, prop("Engine", {"const": "mysql"}, required=["Engine"])]},
    {"allOf": [{"required": ["Endpoint"]}, {"not": {"required": ["Rules"]}}]},
    {"oneOf": [{"required": ["Engine"]}, {"required": ["Zones"]}]},
    {"if": prop("Engine", {"const": "mysql"}, required=["Engine"]), "then": prop("Port", {"const": 3306}, required=["Port"])},
    {"if": {"required": ["Engine"]}, "then": {"required": ["Port"]}, "else": {"required": ["Rules"]}},
    prop("Endpoint", prop("port", {"minimum": 100}, required=["port"])),
    prop("Endpoint", prop("Address", {"type": "object"})),
    prop("rules", {"contains": prop("fromPort", {"const": 22}, required=["fromPort"])}),
    prop("Rules", {"items": prop("CidrIp", {"not": {"const": "0.0.0.0/0"}})}),
    prop("Rules", {"not": {"contains": {"not": {"required": ["CidrIp"]}}}}),
    prop("Zones", False),
    prop("Zones", True, title="where", description="it is"),
    prop("DBInstanceClass", {"min-instance-class": "db.r6g.large"}),
    prop("DBInstanceClass", {"burstable": False}),
    prop("DBInstanceClass", {"instance-families": ["r6g"], "instance-sizes": ["large", "4xlarge"]}),
)  # fmt: skip


def resources(samples: tuple[dict[str, Any], ...], type_: str = DB) -> list[Resource]:
    return [Resource(f"db-{number}", type_, "db", each) for number, each in enumerate(samples)]


def says(conditions: Conditions, schema: Mapping[str, Any], resource: Resource) -> bool:
    written = conditions.holds(schema, conditions.of_resource("each", resource.type)).text
    each = SimpleNamespace(properties=resource.properties)
    return bool(eval(written, {**SHARED_NAMES, "re": re, "each": each}))


@pytest.mark.parametrize("schema", SCHEMAS, ids=repr)
def test_a_condition_says_what_its_schema_says(schema: Mapping[str, Any]) -> None:
    some = resources(SAMPLES)
    conditions = Conditions(some, cloudformation=True)
    expected = [satisfies(schema, view(Graph("Shop"), each)) for each in some]
    assert [says(conditions, schema, each) for each in some] == expected


def holds(conditions: Conditions, schema: Mapping[str, Any], resource: Resource) -> bool:
    """What a condition says; one that cannot be evaluated fails its test, too."""
    try:
        return says(conditions, schema, resource)
    except (AttributeError, KeyError, TypeError):
        return False


@pytest.mark.parametrize("schema", SCHEMAS[:-3], ids=repr)
def test_what_was_seen_of_good_resources_is_enough_to_tell_bad_ones(
    schema: Mapping[str, Any],
) -> None:
    some = resources(SAMPLES)
    good = [each for each in some if satisfies(schema, view(Graph("Shop"), each))]
    bad = [each for each in some if each not in good]
    conditions = Conditions(good, cloudformation=True)
    assert [each.properties for each in bad if holds(conditions, schema, each)] == []


@pytest.mark.parametrize("name", ["childHealthchecks", "ChildHealthChecks"])
def test_what_cloudformation_nests_is_found_by_either_name(name: str) -> None:
    some = resources(
        ({"HealthCheckConfig": {"Type": "CALCULATED", "ChildHealthChecks": ["a"]}},
         {"HealthCheckConfig": {"Type": "CALCULATED"}}),
        "AWS::Route53::HealthCheck",
    )  # fmt: skip
    conditions = Conditions(some, cloudformation=True)
    schema = prop(name, {"minItems": 1}, required=[name])
    assert [says(conditions, schema, each) for each in some] == [True, False]


@pytest.mark.parametrize(
    ("schema", "named"),
    [
        ({"$ref": "#/x"}, r"`\$ref`"),
        ({"patternProperties": {}}, "`patternProperties`"),
        (prop("Engine", {"$ref": "#/x"}), r"`\$ref`"),
        ({"min-instance-class": "db.r6g.large"}, "no resource has an instance class"),
        (prop("Rules", {"items": {"target": {"resource": DB}}}), "inside of a property"),
    ],
)
def test_what_no_condition_is_written_for_is_named(schema: Mapping[str, Any], named: str) -> None:
    conditions = Conditions(resources(({"Rules": [{}]},)), cloudformation=True)
    with pytest.raises(Unwritable, match=named):
        conditions.holds(schema, conditions.of_resource("each", DB))


CLASSES = (
    "db.t3.micro", "db.t3.xlarge", "db.t4g.2xlarge", "db.m5.large", "db.m5.metal", "db.m6i.metal-24xl", "db.r6g.large",
    "db.r6g.16xlarge", "cache.r7g.medium", "x2gd.large", "x2iedn.xlarge", "x1e.32xlarge", "c7g.medium", "c5.9xlarge",
    "p4d.24xlarge", "p5.48xlarge", "m5.search", "r6g.large.search", "u-6tb1.metal", "nothing", "", "db.serverless",
    "t2.nano", "t2.small", "m5.nano", "trn1.2xlarge", "z1d.large",
)  # fmt: skip


@pytest.mark.parametrize("one", CLASSES)
def test_generated_tests_order_instance_classes_as_requirements_do(one: str) -> None:
    mine = parse_class(one)
    assert SHARED_NAMES["family"](one) == (mine.family if mine else "")
    assert SHARED_NAMES["burstable"](one) == (mine.burstable if mine else None)
    for other in CLASSES:
        limit = parse_class(other)
        expected = bool(at_least(mine, limit)) if mine and limit else False
        assert SHARED_NAMES["at_least"](one, other) == expected, other
