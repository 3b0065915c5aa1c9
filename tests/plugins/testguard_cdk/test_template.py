from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard_cdk.template import referred, resources_of

KNOWN = {"Topic", "Queue"}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"Ref": "Topic"}, ["Topic"]),
        ({"Ref": "AWS::Region"}, []),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, ["Queue"]),
        ({"Fn::GetAtt": "Queue.Arn"}, ["Queue"]),
        ({"Fn::Sub": "${Topic}-${AWS::Region}-${Queue.Arn}-${!Topic}"}, ["Topic", "Queue"]),
        ({"Fn::Sub": ["${Topic}${Other}", {"Other": {"Ref": "Queue"}}]}, ["Topic", "Queue"]),
        ({"Fn::Join": ["", ["a", {"Ref": "Topic"}, [{"Ref": "Queue"}]]]}, ["Topic", "Queue"]),
        ("Topic", []),
        (None, []),
    ],
)
def test_every_kind_of_reference_is_found(value: object, found: list[str]) -> None:
    assert list(referred(value, KNOWN)) == found


def test_a_resource_keeps_what_the_template_says() -> None:
    hash_ = "a" * 64
    template = {
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic"},
            "Work": {
                "Type": "AWS::Lambda::Function",
                "Properties": {"Code": {"S3Key": f"{hash_}.zip"}, "Role": {"Ref": "Topic"}},
                "DependsOn": "Topic",
                "DeletionPolicy": "Retain",
                "Metadata": {"aws:cdk:path": "Shop/Work/Resource"},
            },
            "CDKMetadata": {"Type": "AWS::CDK::Metadata"},
        }
    }
    asset = {"kind": "directory", "path": "src"}
    topic, work = resources_of(
        template,
        region="eu-west-1",
        names={"Topic": "Shop/Topic/Resource"},
        assets={hash_: asset},
        sources={"Shop": "app.py:3", "Shop/Work": "lib/work.py:9"},
    )
    assert (topic.id, topic.name, topic.source) == ("Topic", "Shop/Topic/Resource", "app.py:3")
    assert (work.name, work.source, work.region) == (
        "Shop/Work/Resource",
        "lib/work.py:9",
        "eu-west-1",
    )
    assert (work.depends_on, work.references) == (("Topic",), {"Role": ("Topic",)})
    assert work.options == {
        "DeletionPolicy": "Retain",
        "DependsOn": ["Topic"],
        "assets": {"Code": {"$asset": asset}},
    }


@pytest.mark.parametrize(
    "template",
    [{}, {"Resources": None}, {"Resources": {"It": None}}, {"Resources": {"It": "no"}}],
)
def test_a_template_without_resources_has_none(template: dict[str, Any]) -> None:
    assert resources_of(template) == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["Ref", "Fn::GetAtt", "Fn::Sub", "a"]) | st.text(), inner)
    ),
)


@given(json_values)
def test_any_properties_can_be_read(value: object) -> None:
    template = {"Resources": {"It": {"Type": "A::B::C", "Properties": {"P": value}}}}
    [found] = resources_of(template)
    assert found.properties == {"P": value}
    assert set(found.depends_on) <= {"It"}
