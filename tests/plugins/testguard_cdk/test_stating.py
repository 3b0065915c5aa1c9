from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs

from testguard.model.resource import Resource
from testguard.model.statement import Kind, Statement
from testguard.plugin import StatingTap
from testguard_cdk.framework import RunnableCdk
from testguard_cdk.stating import literals, neighbours, otherwise, with_other

HERE = Path(__file__)


class Shop(cdk.Stack):
    def __init__(self, scope: cdk.App, id_: str = "Shop") -> None:
        super().__init__(scope, id_)
        orders = sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(3), fifo=True)
        topic = sns.Topic(self, "Alerts", topic_name="alerts")
        topic.grant_publish(lambda_.Function(
            self, "Sender", handler="a.b", runtime=lambda_.Runtime.PYTHON_3_12,
            code=lambda_.Code.from_inline("..."), environment={"QUEUE": orders.queue_url},
            memory_size=256,
        ))  # fmt: skip


@pytest.fixture
def tap() -> Iterator[StatingTap]:
    found = RunnableCdk().tap(HERE.parent)
    assert isinstance(found, StatingTap)
    yield found
    found.remove()


def built(tap: StatingTap, *varied: Statement, attempt: int = 0) -> dict[str, Resource]:
    """The resources, by type, of a stack that says these otherwise."""
    tap.remove()
    tap.heed(varied, attempt)
    tap.install()
    tap.key = f"{varied}{attempt}"
    assertions.Template.from_stack(Shop(cdk.App()))
    [graph] = tap.graphs[tap.key]
    return {each.type.rpartition("::")[2]: each for each in graph.resources}


def said(tap: StatingTap, call: str, *path: str | int) -> Statement:
    built(tap)
    [found] = [each for each in tap.statements if (each.call, each.path) == (call, path)]
    return found


def test_arguments_words_and_calls_are_statements_and_names_of_constructs_are_none(
    tap: StatingTap,
) -> None:
    built(tap)
    found = {(each.call, each.path): (each.kind, each.value) for each in tap.statements}
    assert found[("create Topic.", (2, "topic_name"))] == (Kind.VALUE, "alerts")
    assert found[("create Queue.", (2, "fifo"))] == (Kind.CHOICE, True)
    assert found[("sinvoke Duration.seconds", (0,))] == (Kind.VALUE, 3)
    assert found[("sget Runtime.PYTHON_3_12", ("$name",))] == (Kind.CHOICE, "PYTHON_3_12")
    assert found[("invoke Topic.grantPublish", ())] == (Kind.CALL, None)
    assert "Orders" not in {value for _, value in found.values()}
    assert {each.module for each in tap.statements} == {HERE.name}


@pytest.mark.parametrize(
    ("call", "path", "kind", "name", "value"),
    [
        ("sinvoke Duration.seconds", (0,), "Queue", "DelaySeconds", 4),
        ("create Topic.", (2, "topic_name"), "Topic", "TopicName", "alertsx"),
        ("create Queue.", (2, "fifo"), "Queue", "FifoQueue", None),
        ("create Function.", (2, "memory_size"), "Function", "MemorySize", 257),
        ("sget Runtime.PYTHON_3_12", ("$name",), "Function", "Runtime", "python3.10"),
    ],
)
def test_what_is_said_otherwise_is_built_so(
    tap: StatingTap, call: str, path: tuple[str | int, ...], kind: str, name: str, value: Any
) -> None:
    sound = built(tap)[kind].properties.get(name)
    assert sound != value
    assert (built(tap, said(tap, call, *path))[kind].properties.get(name) or None) == value
    assert built(tap)[kind].properties.get(name) == sound


def test_a_call_that_is_left_out_leaves_nothing(tap: StatingTap) -> None:
    assert "Policy" in built(tap)
    assert "Policy" not in built(tap, said(tap, "invoke Topic.grantPublish"))


def test_what_is_refused_is_said_as_it_is_and_reported(tap: StatingTap) -> None:
    def name_of_bucket() -> str:
        stack = cdk.Stack(cdk.App(), "Plain")
        s3.Bucket(stack, "Files", bucket_name="x" * 63)  # one more is too many
        resources = assertions.Template.from_stack(stack).find_resources("AWS::S3::Bucket")
        return str(next(iter(resources.values()))["Properties"]["BucketName"])

    tap.heed()
    tap.install()
    name_of_bucket()
    [name] = [each for each in tap.statements if each.path == (2, "bucket_name")]
    tap.remove()
    tap.heed([name])
    tap.install()
    assert (name_of_bucket(), tap.refused) == ("x" * 63, (name,))


def test_resources_know_the_construct_that_code_made(tap: StatingTap) -> None:
    resources = built(tap)
    assert resources["Role"].owner == resources["Function"].owner == "Shop/Sender"
    assert resources["Role"].name == "Shop/Sender/ServiceRole/Resource"
    assert resources["Topic"].owner == "Shop/Alerts"


def test_values_are_found_and_replaced_in_structs_lists_and_objects() -> None:
    props = sns.TopicProps(topic_name="a", fifo=False)
    args = [props, {"names": ["x", "y"], "size": 1e300}]
    assert dict(literals(args)) == {
        (0, "topic_name"): "a", (0, "fifo"): False, (1, "names", 0): "x", (1, "names", 1): "y",
    }  # fmt: skip
    other = with_other(with_other(args, (0, "topic_name"), "b"), (1, "names", 1), "z")
    assert (other[0].topic_name, other[0].fifo, other[1]["names"]) == ("b", False, ["x", "z"])
    assert props.topic_name == "a"


@pytest.mark.parametrize(
    ("value", "others"),
    [
        (True, [False, False]),
        (3, [4, 2]),
        ("10.0.0.0/16", ["11.0.0.0/16", "10.0.0.0/16x"]),
        ("orders", ["ordersx", "ordersx"]),
        ("${Token[TOKEN.7]}", ["${Token[TOKEN.7]}x", "${Token[TOKEN.7]}x"]),
        (cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
         [cloudwatch.ComparisonOperator.LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
          cloudwatch.ComparisonOperator.LESS_THAN_LOWER_THRESHOLD]),
    ],
)  # fmt: skip
def test_another_value_is_of_the_same_kind(value: Any, others: list[Any]) -> None:
    assert [otherwise(value, 0), otherwise(value, 1)] == others


def test_the_most_alike_comes_first() -> None:
    assert neighbours("PYTHON_3_12", ["NODEJS_18", "PYTHON_3_11", "PYTHON_2", "PYTHON_3_12"]) == [
        "PYTHON_3_11", "PYTHON_2", "NODEJS_18",
    ]  # fmt: skip
