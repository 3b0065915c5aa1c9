from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from testguard.errors import BuildError
from testguard_cdk import node


def executable(folder: Path, said: str) -> str:
    file = folder / "node"
    file.write_text(f"#!/bin/sh\necho {said}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its PATH but what is put into this folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JSII_NODE", raising=False)
    return tmp_path


@pytest.mark.parametrize("version", ["v22.0.0", "v24.19.0"])
def test_the_machines_node_is_used_where_it_is_supported(machine: Path, version: str) -> None:
    own = executable(machine, version)
    assert node.chosen_node() == own


@pytest.mark.parametrize("version", ["v20.20.2", "v8.0.0", "nonsense"])
def test_an_old_node_gives_way_to_that_of_the_wheel(machine: Path, version: str) -> None:
    executable(machine, version)
    assert node.chosen_node() == node.shipped_node()


def test_an_old_node_is_better_than_none(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = executable(machine, "v20.20.2")
    monkeypatch.setattr(node, "shipped_node", lambda: "")
    assert node.chosen_node() == own


def test_what_the_user_says_is_used(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JSII_NODE", "/opt/node")
    assert node.chosen_node() == "/opt/node"


def test_without_any_node_it_is_told_how_to_get_one(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "shipped_node", lambda: "")
    with pytest.raises(BuildError, match="needs node") as refused:
        node.chosen_node()
    assert "testguard[cdk-node]" in refused.value.hint


def test_the_node_of_the_wheel_is_supported() -> None:
    assert node.version_of(node.shipped_node()) >= node.OLDEST


def test_what_does_not_run_has_no_version(tmp_path: Path) -> None:
    assert node.version_of(str(tmp_path / "node")) == 0


def test_a_machine_without_node_builds_without_a_word(tmp_path: Path) -> None:
    app = "import aws_cdk as cdk\ncdk.Stack(cdk.App(), 'Shop')\n"
    (tmp_path / "app.py").write_text(app, encoding="utf-8")
    program = f"""
from pathlib import Path
from testguard.model.project import StackModule
from testguard.plugin import Recipe
from testguard_cdk.framework import RunnableCdk
recipe = Recipe(Path({str(tmp_path)!r}), StackModule("app.py", "cdk"))
print(RunnableCdk().build(recipe).graph.name)
"""
    kept = {name: value for name, value in os.environ.items() if name != "JSII_NODE"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={**kept, "PATH": str(tmp_path)},
    )
    assert (done.stdout, done.stderr) == ("Shop\n", "")
