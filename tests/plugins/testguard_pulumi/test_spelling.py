from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from testguard.model.project import StackModule
from testguard.model.resource import Built, Graph, Guess, Read, Resource
from testguard.plugin import Code, Recipe, Scaffolding
from testguard_pulumi.answers import answers, told
from testguard_pulumi.framework import RunnablePulumi

MODULE = """
    import enum
    from typing import Optional

    import pulumi
    import pulumi_random as random

    class Tier(enum.Enum):
        SMALL = "small"

    class PartArgs:
        def __init__(self, pet: random.RandomPet, tier: Tier, size: int = 2):
            if size > 9:
                raise ValueError("too large")
            self.size = size

    class Part(pulumi.ComponentResource):
        def __init__(self, name: str, args: PartArgs, opts=None):
            super().__init__("shop:index:Part", name, None, opts)

    class Plain(pulumi.ComponentResource):
        def __init__(self, name, size, label="a"):
            super().__init__("shop:index:Plain", name)
    """
PROGRAM = """
    import pulumi
    from lib.part import Plain
    Plain("one", 7, label=pulumi.Output.from_input("x"))
    """
FRAMEWORK = RunnablePulumi()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    texts = {"lib/part.py": MODULE, "__main__.py": PROGRAM, "Pulumi.yaml": "name: shop\n"}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    return tmp_path


def recipe(root: Path, class_name: str, **inputs: Any) -> Recipe:
    stack = StackModule("lib/part.py", "pulumi", ("Part", "Plain"))
    given = {name.replace("__", "."): value for name, value in inputs.items()}
    return Recipe(root, stack, class_name, inputs=given)


def test_the_framework_can_be_scaffolded() -> None:
    assert isinstance(FRAMEWORK, Scaffolding)
    assert sorted(path.name for path in FRAMEWORK.templates.iterdir()) == [
        "support.py.jinja",
        "tests.py.jinja",
    ]


def test_a_component_is_spelled_with_what_it_insists_on(root: Path) -> None:
    spelled = FRAMEWORK.spell(recipe(root, "Part", PartArgs__size=Code("3")))
    id_ = spelled.expression.partition("id='")[2].partition("'")[0]
    assert id_
    assert spelled.expression == (
        f"Part('part', PartArgs(pet=random.RandomPet.get('pet', id='{id_}'), "
        "tier=Tier.SMALL, size=3))"
    )
    assert spelled.names == {
        "lib.part": ("Part", "PartArgs", "Tier"),
        "pulumi_random as random": (),
    }
    assert spelled.folder == root.resolve()
    assert spelled.context["project"] == "shop"


def test_the_program_gives_what_a_test_can_write(root: Path) -> None:
    started = FRAMEWORK.start(recipe(root, "Plain"))
    assert started.inputs == {"Plain.size": Code("7")}
    assert FRAMEWORK.spell(started).expression == "Plain('plain', size=7)"


def test_args_are_tried_without_the_stack(root: Path) -> None:
    with FRAMEWORK.trial(recipe(root, "Part")) as trial:
        taken, refused = (trial("PartArgs", {"PartArgs.size": Code(n)}) for n in ("9", "10"))
        assert trial("Nothing", {}) is None
    assert taken is not None
    assert taken.attributes == {"size": 9}
    assert refused is not None
    assert str(refused.error) == "too large"


TOPIC = "aws:sns/topic:Topic"


@pytest.mark.parametrize(
    ("read", "template"),
    [
        (Read(TOPIC, "news", "arn", "arn:aws:sns:eu-west-1:1:news-0123abc"), "arn:aws:sns:eu-west-1:1:{name}"),
        (Read(TOPIC, "news", "zoneId", "Z0123"), "{name}-zone-id"),
        (Read(TOPIC, "news", "region", "eu-west-1"), "eu-west-1"),
        (Read(TOPIC, "news", "parts", [{"of": "news"}]), [{"of": "{name}"}]),
        (Read("aws:index/getRegion:getRegion", "", "name", "eu-west-1", call=True), "eu-west-1"),
    ],
)  # fmt: skip
def test_answers_are_made_of_what_was_read(read: Read, template: Any) -> None:
    assert answers([Built(Graph("g"), (read,))]) == {read.source: {read.property: template}}


def test_ids_and_what_was_given_need_no_answer() -> None:
    topic = Resource("t", TOPIC, "news", {"name": "news"})
    reads = (Read(TOPIC, "news", "id", "x"), Read(TOPIC, "news", "name", "news"))
    assert answers([Built(Graph("g", resources=(topic,)), reads)]) == {}


def test_outputs_of_other_stacks_are_answered_by_the_reference() -> None:
    built = Built(Graph("g"), (), (Guess("output 'vpc' of the stack org/net/dev", "vpc-1"),))
    assert answers([built]) == {"pulumi:pulumi:StackReference": {"outputs": {"vpc": "vpc-1"}}}


@pytest.mark.parametrize(
    ("properties", "kept"),
    [
        ({"instanceClass": "db.r5"}, {"instanceClass": "db.r5"}),
        ({"skipRegionValidation": "true"}, {}),
        ({"description": "Managed by Pulumi"}, {}),
    ],
)
def test_what_a_library_fills_in_is_not_told(
    properties: Mapping[str, Any], kept: Mapping[str, Any]
) -> None:
    assert told(properties, {"instance_class", "description"}) == kept
