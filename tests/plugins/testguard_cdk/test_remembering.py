from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import assertions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import IConstruct

from testguard.model.mutant import Act, Mutant
from testguard_cdk.tap import CdkTap

HERE = Path(__file__)
QUEUE = "AWS::SQS::Queue"
SET = Mutant(
    "number-moved", Act.SET, "lib/a.py", "lib/a.py", 1, QUEUE, ("Shop/Orders/Resource",),
    ("DelaySeconds",), old=3, new=4,
)  # fmt: skip
Make = Callable[[], cdk.Stack]


class Shop(cdk.Stack):
    def __init__(self, scope: cdk.App, id_: str = "Shop", delay: int = 3) -> None:
        super().__init__(scope, id_)
        orders = sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(delay))
        cdk.CfnOutput(self, "Url", value=orders.queue_url)


@jsii.implements(cdk.IAspect)
class Naming:
    def visit(self, node: IConstruct) -> None:
        if isinstance(node, sqs.CfnQueue):
            node.queue_name = "named"


@pytest.fixture
def tap() -> Iterator[CdkTap]:
    """Has seen unchanged code."""
    found = CdkTap(HERE.parent)
    found.before_trial()
    found.install()
    assertions.Template.from_stack(Shop(cdk.App()))
    yield found
    found.remove()


@pytest.fixture
def trial(tap: CdkTap) -> Iterator[CdkTap]:
    """Knows what the other one saw, as in a fork."""
    tap.remove()
    found = CdkTap(HERE.parent)
    found.before_trial()
    found.recall(tap)
    found.install()
    found.alter(SET)
    yield found
    found.remove()


@pytest.fixture
def synthesised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The classes of which something static was asked: `Template.fromStack` synthesises."""
    found: list[str] = []
    original = jsii.sinvoke

    def sinvoke(class_: type, method: str, args: Any) -> Any:
        found.append(f"{class_.__name__}.{method}")
        return original(class_, method, args)

    monkeypatch.setattr(jsii, "sinvoke", sinvoke)
    return found


def delay(stack: cdk.Stack) -> int:
    [queue] = assertions.Template.from_stack(stack).find_resources(QUEUE).values()
    return int(queue["Properties"]["DelaySeconds"])


def test_what_was_synthesised_is_not_synthesised_again_and_has_the_one_thing_wrong(
    trial: CdkTap, synthesised: list[str]
) -> None:
    assert delay(Shop(cdk.App())) == 4
    assert trial.applied == 1
    assert "Template.fromStack" not in synthesised


def test_a_template_that_is_known_is_the_one_that_is_synthesised(trial: CdkTap) -> None:
    known = assertions.Template.from_stack(Shop(cdk.App())).to_json()
    trial.remove()
    sound = assertions.Template.from_stack(Shop(cdk.App())).to_json()
    [queue] = known["Resources"].values()
    assert queue["Properties"].pop("DelaySeconds") == 4
    [of_sound] = sound["Resources"].values()
    assert of_sound["Properties"].pop("DelaySeconds") == 3
    assert known == sound


def other_value() -> cdk.Stack:
    return Shop(cdk.App(), delay=7)


def other_name() -> cdk.Stack:
    return Shop(cdk.App(), "Store")


def one_more() -> cdk.Stack:
    shop = Shop(cdk.App())
    sns.Topic(shop, "Alerts")
    return shop


def of_two() -> cdk.Stack:
    app = cdk.App()
    first = Shop(app)
    Shop(app, "Second")
    return first


@pytest.mark.parametrize("make", [other_value, other_name, one_more, of_two])
def test_whatever_is_made_otherwise_is_synthesised(
    trial: CdkTap, synthesised: list[str], make: Make
) -> None:
    stack = make()
    assertions.Template.from_stack(stack)
    assert "Template.fromStack" in synthesised


def test_what_depends_on_more_than_the_app_is_synthesised_each_time(
    tap: CdkTap, synthesised: list[str]
) -> None:
    before = len(tap.known)
    lasting = cdk.Duration.seconds(3)

    def older() -> cdk.Stack:
        stack = cdk.Stack(cdk.App(), "Old")
        sqs.Queue(stack, "Orders", delivery_delay=lasting)
        return stack

    def called_back() -> cdk.Stack:
        shop = Shop(cdk.App(), "Named")
        cdk.Aspects.of(shop).add(Naming())
        return shop

    for make in (older, called_back):
        assertions.Template.from_stack(make())
    assert len(tap.known) == before


def test_assertions_are_no_part_of_what_an_app_is_made_of(
    tap: CdkTap, synthesised: list[str]
) -> None:
    app = cdk.App()
    first, second = Shop(app), Shop(app, "Second")
    assertions.Template.from_stack(first).resource_count_is(QUEUE, 1)
    assertions.Template.from_stack(second)
    tap.remove()
    again = CdkTap(HERE.parent)
    again.before_trial()
    again.recall(tap)
    again.install()
    again.alter(SET)
    synthesised.clear()
    app = cdk.App()
    Shop(app)
    assertions.Template.from_stack(Shop(app, "Second"))
    again.remove()
    assert "Template.fromStack" not in synthesised
