"""An old repository takes testguard up, and a pull request cannot talk the gate down."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunPytest, git_in

PYPROJECT = """\
[project]
name = "infra"
version = "1"

# our own
[tool.pytest.ini_options]
pythonpath = ["."]
testpaths = ["tests"]
"""
NETWORK = """\
import pulumi


class NetworkArgs:
    def __init__(self, zones=None):
        if zones == 0:
            raise ValueError("at least one zone")
        self.zones = zones or 3

    def widen(self):
        self.zones += 1
        return self.zones


class Network(pulumi.ComponentResource):
    def __init__(self, name, args: NetworkArgs):
        super().__init__("acme:index:Network", name)
        self.args = args
"""
QUEUE = """\
import pulumi


class Queue(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:index:Queue", name)
"""
SUITE = """\
from infra.network import NetworkArgs


def test_zones():
    assert NetworkArgs().zones == 3


def test_old_and_hollow():
    NetworkArgs(2)
"""
HOLLOW = """\
from infra.network import NetworkArgs


def test_widening():
    NetworkArgs(2).widen()
"""
MORE = """\
import pytest
from infra.network import NetworkArgs


def test_no_zone():
    with pytest.raises(ValueError):
        NetworkArgs(0)
"""
Outcome = tuple[int, dict[str, Any], str]


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A repository with two stack modules, one of which nobody tests."""
    write(
        pytester.path,
        {
            "pyproject.toml": PYPROJECT,
            "infra/network.py": NETWORK,
            "infra/queue.py": QUEUE,
            "tests/test_network.py": SUITE,
            ".gitignore": "__pycache__\n.pytest_cache\n",
        },
    )
    git_in(pytester.path, "init", "-q", "-b", "main")
    commit(pytester.path)
    return pytester.path


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def commit(root: Path) -> None:
    git_in(root, "add", "-A")
    git_in(root, "commit", "-q", "-m", "a step")


def run_testguard(root: Path, *arguments: str) -> Outcome:
    command = [sys.executable, "-m", "testguard", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    return done.returncode, report, done.stdout + done.stderr


def gate(root: Path, *arguments: str) -> Outcome:
    return run_testguard(root, "gate", "--output-format", "json", *arguments)


def codes(report: dict[str, Any]) -> set[str]:
    return {each["code"] for each in report["findings"] if not each["baselined"]}


def adopt(root: Path, run_pytest: RunPytest) -> None:
    assert run_testguard(root, "init")[0] == 0
    assert run_pytest().ret == 1
    assert run_testguard(root, "baseline")[0] == 0
    reason = "adopted with what there was"
    gate(root, "--update", "--allow-lower", "--reason", reason)


def stacks_of(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    config = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["testguard"]
    return ((each["modules"][0], each) for each in config["stack"])


def test_an_old_repository_passes_once_it_is_adopted(project: Path, run_pytest: RunPytest) -> None:
    adopt(project, run_pytest)
    text = (project / "pyproject.toml").read_text()
    assert text.startswith(PYPROJECT)
    tables = dict(stacks_of(project))
    assert set(tables) == {"infra/network.py", "infra/queue.py"}
    assert {each["reason"] for each in tables.values()} == {"adopted with what there was"}
    assert tables["infra/queue.py"]["thresholds"]["lines"] == 0
    assert run_pytest().ret == 0
    code, report, _ = gate(project)
    assert (code, report["verdict"]) == (0, "passed")


def test_the_ratchet_follows_new_tests(project: Path, run_pytest: RunPytest) -> None:
    adopt(project, run_pytest)
    before = dict(stacks_of(project))["infra/network.py"]["thresholds"]
    write(project, {"tests/test_network_more.py": MORE})
    run_pytest()
    code, report, _ = gate(project, "--update")
    after = dict(stacks_of(project))["infra/network.py"]["thresholds"]
    assert code == 0
    assert after["lines"] > before["lines"]
    assert after["validations"] == 100 > before["validations"] == 0
    assert any(note.startswith("raised: lines") for note in report["notes"])
    (project / "tests" / "test_network_more.py").unlink()
    assert run_pytest().ret == 1


def test_one_new_hollow_test_fails_the_gate(project: Path, run_pytest: RunPytest) -> None:
    adopt(project, run_pytest)
    write(project, {"tests/test_network_widening.py": HOLLOW})
    assert run_pytest().ret == 1
    code, report, _ = gate(project)
    assert code == 1
    assert "TG104" in codes(report)
    named = {each["symbol"] for each in report["findings"] if not each["baselined"]}
    assert "test_widening" in named


def test_a_change_cannot_lower_its_own_bar(project: Path, run_pytest: RunPytest) -> None:
    adopt(project, run_pytest)
    commit(project)
    git_in(project, "checkout", "-q", "-b", "topic")
    write(
        project,
        {
            "tests/test_network.py": SUITE.replace(
                "assert NetworkArgs().zones == 3", "NetworkArgs()"
            )
        },
    )
    pyproject = project / "pyproject.toml"
    lowered = pyproject.read_text().replace("\nlines = ", "\nlines = 1 # ")
    lowered = lowered.replace("[tool.testguard]\n", '[tool.testguard]\nignore = ["TG1", "TG5"]\n')
    for _, table in stacks_of(project):
        for name, value in table["thresholds"].items():
            lowered = lowered.replace(f"{name} = {value}", f"{name} = 0")
    pyproject.write_text(lowered)
    assert run_testguard(project, "baseline", "--accept", "--reason", "no time")[0] == 0
    commit(project)
    assert run_pytest().ret == 0
    assert gate(project)[0] == 0
    code, report, _ = gate(project, "--config-from", "main")
    assert code == 1
    assert codes(report) & {"TG104", "TG102"}
    origins = {
        metric["threshold_origin"]
        for stack in report["stacks"]
        for metric in stack["metrics"].values()
    }
    assert all(origin.startswith("main:pyproject.toml:") for origin in origins)


def test_a_threshold_that_is_lowered_on_the_way_is_ignored(
    project: Path, run_pytest: RunPytest
) -> None:
    adopt(project, run_pytest)
    commit(project)
    git_in(project, "checkout", "-q", "-b", "topic")
    grown = NETWORK.replace("return self.zones", "self.a = 1\n        return self.zones")
    write(project, {"infra/network.py": grown})
    run_pytest()
    gate(project, "--update", "--allow-lower", "--reason", "no time")
    commit(project)
    assert run_pytest().ret == 0
    code, report, _ = gate(project, "--config-from", "main")
    assert (code, codes(report)) == (1, {"TG401"})


def test_changed_lines_must_be_executed(project: Path, run_pytest: RunPytest) -> None:
    adopt(project, run_pytest)
    commit(project)
    git_in(project, "checkout", "-q", "-b", "topic")
    grown = NETWORK.replace("self.zones += 1", "self.zones += 2").replace(
        "zones or 3", "zones or 4"
    )
    suite = SUITE.replace("== 3", "== 4")
    write(project, {"infra/network.py": grown, "tests/test_network.py": suite})
    run_pytest()
    assert gate(project)[0] == 0
    code, report, _ = gate(project, "--diff", "main")
    [finding] = [each for each in report["findings"] if each["code"] == "TG403"]
    assert (code, finding["path"], finding["line"]) == (1, "infra/network.py", 11)
    [network] = [each for each in report["stacks"] if each["path"] == "infra/network.py"]
    changed = network["metrics"]["changed-lines"]
    assert (changed["covered"], changed["total"], changed["state"]) == (1, 2, "failed")
    assert gate(project, "--diff", "main", "--fail-under", "changed-lines=50")[0] == 0
