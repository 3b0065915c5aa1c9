"""What an app passes, and what a test is given in its place."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_sqs as sqs

from testguard_cdk.arguments import Filled, Like, like_of


def test_mappings_and_lists_are_filled_item_by_item() -> None:
    stack = cdk.Stack(cdk.App(), "Shop")
    queue = sqs.Queue(stack, "Orders")
    passed = {
        "queues": [queue],
        "count": 3,
        "owner": None,
        "kind": ec2.InstanceClass.R6G,
        "url": queue.queue_url,
        "size": cdk.Token.as_number({"Ref": "Size"}),
    }
    found = like_of(passed)
    assert isinstance(found, Filled)
    assert isinstance(found.items, dict)
    made_up = {name: found.items.pop(name) for name in ("url", "size")}
    assert found.items == {
        "queues": Filled([Like("aws_cdk.aws_sqs", "Queue")]),
        "count": 3,
        "owner": None,
        "kind": ec2.InstanceClass.R6G,
    }
    assert isinstance(made_up["url"], str)
    assert isinstance(made_up["size"], int)
    assert not any(cdk.Token.is_unresolved(each) for each in made_up.values())


def test_what_no_test_can_write_is_like_nothing() -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    for each in (cyclic, {"a": object()}, {cdk.Aws.REGION: 1}, {1: 2}, object()):
        assert like_of(each) is None
