from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_sqs as sqs
from msgspec.structs import replace

from testguard.model.mutant import Act, Mutant
from testguard.plugin import AlteringTap
from testguard_cdk.framework import RunnableCdk

QUEUE = "AWS::SQS::Queue"
SET = Mutant(
    "number-moved", Act.SET, "lib/a.py", "lib/a.py", 1, QUEUE, ("Shop/Orders/Resource",),
    ("DelaySeconds",), old=3, new=4,
)  # fmt: skip


class Shop(cdk.Stack):
    def __init__(self, scope: cdk.App, id_: str = "Shop") -> None:
        super().__init__(scope, id_)
        orders = sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(3))
        returns = sqs.Queue(self, "Returns", delivery_delay=cdk.Duration.seconds(3))
        orders.node.add_dependency(returns)


@pytest.fixture
def tap() -> Iterator[AlteringTap]:
    found = RunnableCdk().tap(Path(__file__).parent)
    assert isinstance(found, AlteringTap)
    found.before_trial()
    found.install()
    yield found
    found.remove()


def queues(template: assertions.Template) -> dict[str, Any]:
    """The queues of a template by the first letter of their ids."""
    found = template.find_resources(QUEUE)
    return {id_[0]: each for id_, each in sorted(found.items(), reverse=True)}


def delays(template: assertions.Template) -> list[int]:
    return [each["Properties"]["DelaySeconds"] for each in queues(template).values()]


def test_a_template_shows_the_other_value(tap: AlteringTap) -> None:
    assert delays(assertions.Template.from_stack(Shop(cdk.App()))) == [3, 3]
    tap.alter(SET)
    assert delays(assertions.Template.from_stack(Shop(cdk.App()))) == [3, 4]
    assert tap.applied == 1
    assert delays(assertions.Template.from_stack(Shop(cdk.App(), "Other"))) == [3, 3]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act.DROP, {"R": {"DelaySeconds": 3}, "O": {}}),
        (Act.REMOVE, {"R": {"DelaySeconds": 3}}),
    ],
)
def test_what_is_left_out_is_missing(tap: AlteringTap, act: Act, expected: dict[str, Any]) -> None:
    tap.alter(replace(SET, act=act))
    found = queues(assertions.Template.from_stack(Shop(cdk.App())))
    assert {id_: each["Properties"] for id_, each in found.items()} == expected


def test_a_duplicate_has_an_id_of_its_own(tap: AlteringTap) -> None:
    tap.alter(replace(SET, act=Act.DUPLICATE))
    assertions.Template.from_stack(Shop(cdk.App())).resource_count_is(QUEUE, 3)


def test_a_dependency_is_cut_and_a_policy_is_another(tap: AlteringTap) -> None:
    sound = queues(assertions.Template.from_stack(Shop(cdk.App())))["O"]
    [needed] = sound["DependsOn"]
    tap.alter(replace(SET, act=Act.CUT, path=(), old=needed, new=""))
    assert queues(assertions.Template.from_stack(Shop(cdk.App())))["O"]["DependsOn"] == []
    tap.alter(replace(SET, act=Act.OPTION, path=("DeletionPolicy",), old="Delete", new="Retain"))
    found = queues(assertions.Template.from_stack(Shop(cdk.App())))
    assert [each["DeletionPolicy"] for each in found.values()] == ["Delete", "Retain"]


def test_an_output_is_left_out(tap: AlteringTap) -> None:
    shop = Shop(cdk.App())
    for name in ("First", "Second"):
        cdk.CfnOutput(shop, name, value="x")
    tap.alter(replace(SET, act=Act.OUTPUT, type="output", names=("First",), path=("First",)))
    template = assertions.Template.from_stack(shop)
    assert list(template.find_outputs("*")) == ["Second"]
    assert tap.applied == 1


def test_an_assembly_on_disk_has_the_one_thing_wrong_once(tap: AlteringTap) -> None:
    tap.alter(replace(SET, others=((4, 3),)))  # what is altered twice is what it was
    app = cdk.App()
    shop = Shop(app)
    assembly = app.synth()
    written = json.loads((Path(assembly.directory) / shop.template_file).read_text("utf-8"))
    of_artifact = assembly.get_stack_by_name("Shop").template
    for template in (written, of_artifact):
        found = [
            each["Properties"]["DelaySeconds"]
            for id_, each in sorted(template["Resources"].items(), reverse=True)
            if each["Type"] == QUEUE
        ]
        assert found == [3, 4]
    assert delays(assertions.Template.from_stack(shop)) == [3, 4]


def failing(template: assertions.Template) -> None:
    template.has_resource_properties(QUEUE, {"DelaySeconds": 9})


def miscounting(template: assertions.Template) -> None:
    template.resource_count_is(QUEUE, 9)


def crashing(_template: assertions.Template) -> None:
    sqs.Queue(Shop(cdk.App()), "Orders")  # there is one


@pytest.mark.parametrize(
    ("test", "noticed"), [(failing, True), (miscounting, True), (crashing, None)]
)
def test_a_failed_assertion_is_noticed_and_a_crash_is_not(
    tap: AlteringTap, test: Callable[[assertions.Template], None], noticed: bool | None
) -> None:
    template = assertions.Template.from_stack(Shop(cdk.App()))
    with pytest.raises(RuntimeError) as caught:
        test(template)
    assert tap.noticed(caught.value) is noticed
