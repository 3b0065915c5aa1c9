from __future__ import annotations

from typing import Any

import pytest

from testguard.model.resource import Graph, Resource
from testguard.plugin import CALL, OUTPUT
from testguard_cdk.telling import ANYTHING, LONGEST, expected, exported, label, relate, told, word

HASH = "0f" * 32
QUEUE = Resource("Queue4A7E3555", "AWS::SQS::Queue", "Stack/Queue/Resource")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"Ref": "Queue4A7E3555"}, {OUTPUT: ["Queue4A7E3555", "Ref"]}),
        ({"Fn::GetAtt": ["Queue4A7E3555", "Arn"]}, {OUTPUT: ["Queue4A7E3555", "Arn"]}),
        ({"Ref": "AWS::Region"}, {"Ref": "AWS::Region"}),
        ({"Fn::Sub": "${AWS::Region}-x"}, {"Fn::Sub": "${AWS::Region}-x"}),
        ({"Fn::Sub": "${Queue4A7E3555.Arn}/x"}, ANYTHING),
        ([{"Ref": "Queue4A7E3555"}, 3], [{OUTPUT: ["Queue4A7E3555", "Ref"]}, 3]),
        (f"{HASH}.zip", ANYTHING),
        ("x" * (LONGEST + 1), ANYTHING),
        ('{"a": 1}', {CALL: ["Match.serialized_json", {"a": 1}]}),
        ("{{resolve:ssm:x}}", "{{resolve:ssm:x}}"),
        (True, True),
    ],
)
def test_references_are_outputs_and_hashes_anything(value: Any, wanted: Any) -> None:
    assert expected(value, {"Queue4A7E3555"}) == wanted


def test_policies_and_needs_stand_beside_the_properties() -> None:
    resource = Resource(
        "Rule",
        "AWS::Events::Rule",
        "Stack/Rule",
        {"State": "ENABLED"},
        depends_on=("Queue4A7E3555",),
        options={"DeletionPolicy": "Retain", "DependsOn": ["Queue4A7E3555", "Elsewhere"]},
    )
    assert told(resource) == {
        "State": "ENABLED",
        "$DeletionPolicy": "Retain",
        "$DependsOn": [{OUTPUT: ["Queue4A7E3555", "$name"]}],
    }


def test_outputs_refer_to_resources() -> None:
    graph = Graph("Stack", resources=(QUEUE,), exports={"Url": {"Ref": QUEUE.id}, "Name": "x"})
    assert exported(graph) == {"Url": {OUTPUT: [QUEUE.id, "Ref"]}, "Name": "x"}


@pytest.mark.parametrize(
    ("resource", "output", "text"),
    [
        (QUEUE.id, "Ref", '{"Ref": stack.id("Stack/Queue/Resource")}'),
        (QUEUE.id, "Arn", '{"Fn::GetAtt": [stack.id("Stack/Queue/Resource"), \'Arn\']}'),
        (QUEUE.id, "$name", 'stack.id("Stack/Queue/Resource")'),
        ("$queue", "Ref", '{"Ref": stack.id(queue)}'),
    ],
)
def test_references_are_by_construct_path(resource: str, output: str, text: str) -> None:
    assert relate(Graph("Stack", resources=(QUEUE,)), resource, output) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DBInstanceClass", "db_instance_class"),
        ("MultiAZ", "multi_az"),
        ("Fn::GetAtt", "fn_get_att"),
        ("2012", "_2012"),
        ("Class", "class_"),
    ],
)
def test_properties_in_words_of_python(name: str, text: str) -> None:
    assert word(name) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("Stack/Queue/Resource", "Queue"), ("Stack/Net/Vpc/IGW", "Net/Vpc/IGW"), ("Topic", "Topic")],
)
def test_labels_are_paths_below_the_stack(name: str, text: str) -> None:
    assert label(name) == text
