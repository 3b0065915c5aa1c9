from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.model.resource import Resource
from testguard.scaffold.tree import (
    Hole,
    Joined,
    Parsed,
    Relation,
    code,
    express,
    literal,
    relations,
)

BUCKET = Resource(
    "b", "aws:s3/bucket:Bucket", "logs", outputs={"id": "logs-id", "arn": "arn:aws:s3:::logs"}
)
ARN = Relation("b", "arn")


def relate(resource: str, output: str) -> str:
    return f"{resource}.{output}"


@pytest.mark.parametrize(
    ("value", "tree"),
    [
        ("arn:aws:s3:::logs", ARN),
        ("arn:aws:s3:::logs/*", Joined((ARN, "/*"))),
        (["arn:aws:s3:::logs", 1], [ARN, 1]),
        ({"a": {"b": "logs-id"}}, {"a": {"b": Relation("b", "id")}}),
        ('{"Resource": "arn:aws:s3:::logs"}', Parsed({"Resource": ARN})),
        ("{not json}", "{not json}"),
        ({"$secret": "logs-id"}, Relation("b", "id")),
        ({"$asset": {"kind": "file", "path": "a.zip"}}, "a.zip"),
        ({"$asset": {"kind": "archive", "assets": {}}}, "AssetArchive"),
        ("logs", "logs"),
    ],
)
def test_outputs_in_values_become_relations(value: Any, tree: Any) -> None:
    assert express(value, [BUCKET]) == tree


def test_nothing_is_a_relation_to_what_was_not_referred_to() -> None:
    assert express("logs-id", []) == "logs-id"


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (ARN, "b.arn"),
        (Joined(("a/", ARN)), "f'a/{b.arn}'"),
        (Joined(('"', ARN)), "'\"' + b.arn"),
        ({"k": [ARN, None]}, "{'k': [b.arn, None]}"),
        (Hole("size"), "size"),
        (Hole("vpc", "id"), "$vpc.id"),
        (Hole("provider", "$name"), "$provider.$name"),
        (Parsed({"a": ARN}), "{'a': b.arn}"),
        ("x" * 51, "'x' * 51"),
    ],
)
def test_trees_are_written_as_code(tree: Any, text: str) -> None:
    assert code(tree, relate) == text


def test_relations_are_found_wherever_they_stand() -> None:
    assert list(relations({"a": [ARN], "b": Joined(("x", ARN)), "c": Parsed(ARN)})) == [ARN] * 3


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json)
def test_what_refers_to_nothing_is_written_as_itself(value: Any) -> None:
    assert eval(code(value, relate), {"__builtins__": {}}) == value


@given(st.text(max_size=80))
def test_a_literal_is_an_expression_of_its_value(text: str) -> None:
    assert eval(literal(text), {"__builtins__": {}}) == text
    assert isinstance(ast.parse(literal(text), mode="eval"), ast.Expression)
