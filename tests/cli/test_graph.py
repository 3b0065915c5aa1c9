from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

FILES = {
    "Pulumi.yaml": "name: shop\nruntime: python\n",
    "__main__.py": """
        import pulumi
        import pulumi_random as random

        class Part(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("shop:index:Part", name)
                pet = random.RandomPet("<pet>", opts=pulumi.ResourceOptions(parent=self))
                random.RandomString("text", length=4, keepers={"pet": pet.id})

        Part("part")
        pulumi.export("size", pulumi.Config().require_int("size"))
        """,
}
Make = Callable[..., Any]


def test_text_shows_the_tree_and_what_is_needed(repository: Make) -> None:
    done = repository(FILES).run("graph", "__main__.py", "--set", "size=3")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "__main__.py shop: 3 resources\n"
        "  shop:index:Part part\n"
        "    random:index/randomPet:RandomPet <pet>\n"
        "  random:index/randomString:RandomString text\n"
        "      needs <pet>\n"
        "  exports size\n"
    )


def test_json_holds_the_documented_object(repository: Make) -> None:
    done = repository(FILES).run("graph", "__main__.py", "--output-format", "json", "-q")
    data = json.loads(done.out)
    [stack] = data["stacks"]
    assert (data["version"], stack["name"], stack["path"], stack["region"]) == (
        1, "shop", "__main__.py", "",
    )  # fmt: skip
    part, pet, text = stack["resources"]
    assert text.keys() == {
        "id", "type", "name", "properties", "region", "provider", "parent", "depends_on", "outputs",
    }  # fmt: skip
    assert pet["parent"] == part["id"]
    assert text["depends_on"] == [pet["id"]]
    assert text["properties"] == {"keepers": {"pet": pet["outputs"]["id"]}, "length": 4}


def test_dot_and_mermaid_draw_every_resource_and_dependency(repository: Make) -> None:
    project = repository(FILES)
    dot = project.run("graph", "__main__.py", "--output-format", "dot").out
    assert dot.startswith("digraph testguard {")
    assert dot.count("[label=") == 3
    assert dot.count(" -> ") == 1
    mermaid = project.run("graph", "__main__.py", "--output-format", "mermaid").out
    assert mermaid.startswith("flowchart LR\n")
    assert "#60;pet#62;<br/>random" in mermaid
    assert re.findall(r"n0_2 --> (\w+)", mermaid) == ["n0_1"]


def test_made_up_values_are_told_on_standard_error(repository: Make) -> None:
    done = repository(FILES).run("graph", "__main__.py")
    assert done.err == "note: __main__.py shop: made up config shop:size = '2'\n"


def test_a_stack_that_fails_is_named_and_the_others_are_shown(repository: Make) -> None:
    broken = (
        "import pulumi\n\nclass Broken(pulumi.ComponentResource):\n    pass\n\nraise KeyError(1)\n"
    )
    done = repository({**FILES, "lib/broken.py": broken}).run("graph")
    assert done.code == 2
    assert "error: lib/broken.py cannot be built: KeyError: 1" in done.err
    assert "lib/bucket.py Bucket: 1 resource" in done.out


@pytest.mark.parametrize("setting", ["size", "=3"])
def test_a_setting_without_key_or_value_is_a_usage_error(repository: Make, setting: str) -> None:
    done = repository(FILES).run("graph", "--set", setting)
    assert done.code == 2
    assert "KEY=VALUE" in done.err


def test_a_path_that_is_no_stack_module_is_a_usage_error(repository: Make) -> None:
    done = repository(FILES).run("graph", "tests/test_bucket.py")
    assert done.code == 2
    assert "is no stack module" in done.err
