"""What is built of a repository: its system as it is deployed, and its stack modules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from testguard.config import Config, load_config
from testguard.discovery.discover import discover
from testguard.errors import ConfigError
from testguard.pipeline.building import constructs, graphs, system
from testguard.pipeline.loading import load
from testguard.requirements.seen import Seen

Write = Callable[[dict[str, str]], Config]
PET = """
    import pulumi
    import pulumi_random as random

    class {name}(pulumi.ComponentResource):
        def __init__(self, name, length=2, opts=None):
            super().__init__("shop:index:{name}", name, None, opts)
            random.RandomPet(
                f"{{name}}-pet", length=length, opts=pulumi.ResourceOptions(parent=self)
            )
    """
PROJECT = "name: shop\nruntime: python\n"
PROGRAM = """
    from lib.used import Used

    Used("used", length=7)
    """
FILES = {
    "Pulumi.yaml": PROJECT,
    "__main__.py": PROGRAM,
    "lib/used.py": PET.format(name="Used"),
    "lib/spare.py": PET.format(name="Spare"),
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def run(files: dict[str, str]) -> Config:
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(content), encoding="utf-8")
        return load_config(start=tmp_path)

    return run


def lengths(seen: tuple[Seen, ...]) -> dict[str, object]:
    """By stack module, how long the pets in it are."""
    return {
        each.graph.path: resource.properties.get("length")
        for each in seen
        for resource in each.graph.resources
        if resource.type == "random:index/randomPet:RandomPet"
    }


def test_the_system_is_what_programs_make_and_what_they_leave_out(write: Write) -> None:
    config = write(FILES)
    plugins = load(config)
    seen, problems = system(config, plugins, discover(config, plugins.frameworks))
    assert problems == ()
    assert lengths(seen) == {"lib/used.py": 7, "lib/spare.py": 2}


def test_modules_that_are_named_are_built_alone(write: Write) -> None:
    config = write(FILES)
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    seen, _ = system(config, plugins, project, paths=[config.root / "lib/used.py"])
    assert lengths(seen) == {"lib/used.py": 2}


def test_a_program_that_fails_is_told_and_its_modules_are_built_alone(write: Write) -> None:
    config = write({**FILES, "__main__.py": "import lib.used\n\nraise ValueError('no region')\n"})
    plugins = load(config)
    seen, [problem] = system(config, plugins, discover(config, plugins.frameworks))
    assert lengths(seen) == {"lib/used.py": 2, "lib/spare.py": 2}
    assert "no region" in problem.message
    assert not problem.fatal


HANDLER = {
    "testguard.toml": 'stacks = ["lib/spare.py", "handler.py"]\n',
    "handler.py": "def run(event, context):\n    return event\n",
    "lib/spare.py": PET.format(name="Spare"),
}


def test_a_handler_is_measured_and_not_built(write: Write) -> None:
    built, problems = graphs(write(HANDLER))
    assert [each.graph.path for each in built] == ["lib/spare.py"]
    assert problems == ()


def test_a_handler_that_is_asked_for_is_a_problem(write: Write) -> None:
    config = write(HANDLER)
    built, [problem] = graphs(config, [config.root / "handler.py"])
    assert built == ()
    assert (problem.path, problem.message) == ("handler.py", "stacks of python cannot be built")


def test_a_path_without_a_stack_is_an_error(write: Write) -> None:
    config = write(FILES)
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    with pytest.raises(ConfigError, match="is no stack module"):
        system(config, plugins, project, paths=[config.root / "nothing.py"])


def test_constructs_are_the_modules_without_a_stack(write: Write) -> None:
    config = write(
        {
            "lib/part.py": "from constructs import Construct\nclass Part(Construct):\n    pass\n",
            "lib/both.py": "from aws_cdk import Stack\nfrom constructs import Construct\n"
            "class Part(Construct):\n    pass\nclass Whole(Stack):\n    pass\n",
            "lib/spare.py": PET.format(name="Spare"),
        }
    )
    assert constructs(discover(config, load(config).frameworks)) == {"lib/part.py"}
