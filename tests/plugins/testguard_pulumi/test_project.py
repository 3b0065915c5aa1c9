from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from testguard.errors import BuildError
from testguard.model.resource import Built, is_secret
from testguard_pulumi.project import find_project

Build = Callable[..., Built]
EXPORT = """
import pulumi
config = pulumi.Config()
pulumi.export("stack", pulumi.get_stack())
pulumi.export("size", config.get_int("size", 1))
pulumi.export("zones", config.get_object("zones", []))
pulumi.export("token", config.get_secret("token"))
"""
FILES = {
    "Pulumi.yaml": "name: shop\nruntime: python\nconfig:\n  shop:size:\n    default: 5\n",
    "Pulumi.dev.yaml": "config:\n  shop:zones: [a, b]\n  shop:token:\n    secure: v1:abc\n",
    "Pulumi.prod.yaml": "config:\n  size: 9\n",
    "__main__.py": EXPORT,
}


def test_the_configuration_of_the_dev_stack_is_used(build: Build) -> None:
    exports = build(FILES).graph.exports
    assert (exports["stack"], exports["size"], exports["zones"]) == ("dev", 5, ["a", "b"])
    assert is_secret(exports["token"])


def test_another_stack_may_be_chosen(build: Build) -> None:
    exports = build(FILES, stack_name="prod").graph.exports
    assert (exports["stack"], exports["size"], exports["zones"]) == ("prod", 9, [])


def test_a_stack_that_does_not_exist_is_refused_with_those_that_do(build: Build) -> None:
    with pytest.raises(BuildError, match="no stack 'test'") as refused:
        build(FILES, stack_name="test")
    assert refused.value.hint == "its stacks are dev, prod"


def test_given_configuration_and_secrets_come_before_files(build: Build) -> None:
    more = {"config": {"size": 7, "shop:token": "t"}, "secrets": ("token",)}
    exports = build(FILES, **more).graph.exports
    assert exports["size"] == 7
    assert exports["token"] == {"$secret": "t"}


def test_required_configuration_is_made_up_and_named(build: Build) -> None:
    built = build(
        """
        import pulumi
        config = pulumi.Config("app")
        pulumi.export("vpc", config.require("vpcId"))
        pulumi.export("count", config.require_int("nodeCount"))
        pulumi.export("text", int(config.require("diskSize")))
        pulumi.export("flag", config.require_bool("flag"))
        """
    )
    assert built.graph.exports["vpc"].startswith("vpc-")
    assert (built.graph.exports["count"], built.graph.exports["flag"]) == (2, False)
    assert [guess.what for guess in built.guesses] == [
        "config app:vpcId",
        "config app:nodeCount",
        "config app:diskSize",
        "config app:flag",
    ]


def test_without_guessing_a_missing_setting_is_the_programs_own_error(build: Build) -> None:
    with pytest.raises(BuildError, match="Missing required configuration variable 'app:vpcId'"):
        build("import pulumi\npulumi.Config('app').require('vpcId')\n", guess=False)


def test_the_main_of_a_project_runs_in_its_own_folder(build: Build) -> None:
    files = {
        "Pulumi.yaml": "name: shop\nruntime: {name: python}\nmain: infra\n",
        "infra/__main__.py": """
            import os, pulumi, parts
            pulumi.export("all", [os.path.basename(os.getcwd()), parts.X, open("a.txt").read()])
            """,
        "infra/parts.py": "X = 1\n",
        "infra/a.txt": "hello",
    }
    exports = build(files, "infra/__main__.py").graph.exports
    assert exports["all"] == ["infra", 1, "hello"]


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(dedent(text), encoding="utf-8")


def test_the_nearest_project_file_counts(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    write(tmp_path, "Pulumi.yaml", "name: outer\nruntime: python\n")
    write(tmp_path / "app", "Pulumi.yml", "name: inner\nruntime: python\n")
    assert find_project(tmp_path / "app" / "x.py", tmp_path).name == "inner"
    assert find_project(tmp_path / "x.py", tmp_path).name == "outer"


def test_without_a_project_file_the_folder_names_the_project(tmp_path: Path) -> None:
    project = find_project(tmp_path / "lib" / "x.py", tmp_path)
    assert (project.name, project.program, project.stack) == (tmp_path.name, None, "dev")


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    write(tmp_path, "Pulumi.yaml", "name: [\n")
    with pytest.raises(BuildError, match=r"Pulumi\.yaml cannot be read"):
        find_project(tmp_path / "x.py", tmp_path)
