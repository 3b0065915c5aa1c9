from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testguard.measurement.tracing import CHEAP
from tests.conftest import RunPytest

STACK = """\
class Part:
    def __init__(self, size):
        self.size = size if size > 1 else 1

    def __repr__(self):
        return f"Part({self.size})"


def build(size):
    part = Part(size)
    if part.size > 1:
        return "big"
    return "small"
"""
TESTS = """\
import pytest
from lib.one import Part, build

@pytest.fixture
def part():
    yield Part(2)
    build(3)

def test_big():
    assert build(2) == "big"

def test_small(part):
    assert build(1) == "small"

def test_shown():
    part = Part(1)
    raise KeyError
"""
TAKING_PART = """\
def pytest_runtest_logreport(report):
    if report.passed:
        print(report.nodeid)
"""
LOOKING_ON = """\
import sys

def pytest_runtest_logreport(report):
    with open("seen.txt", "a") as file:
        print(report.when, report.outcome, sys.gettrace() is None, file=file)
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A stack module whose objects only a failed test's report asks for their looks."""
    files = {
        "testguard.toml": 'stacks = ["lib/one.py"]\n',
        "pytest.ini": "[pytest]\npythonpath = .\n",
        "lib/one.py": STACK,
        "lib/plugin.py": TAKING_PART,
        "tests/test_one.py": TESTS,
    }
    for name, text in files.items():
        (pytester.path / name).parent.mkdir(exist_ok=True)
        (pytester.path / name).write_text(text, encoding="utf-8")
    return pytester.path


@pytest.fixture
def onlooker(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """A plugin from elsewhere, which writes down whether reports are traced."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "onlooker.py").write_text(LOOKING_ON, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return "onlooker"


def seen(project: Path) -> set[tuple[str, str, bool]]:
    lines = (project / "seen.txt").read_text(encoding="utf-8").splitlines()
    return {(when, outcome, free == "True") for when, outcome, free in map(str.split, lines)}


def measured(project: Path, run_pytest: RunPytest, *options: str) -> Any:
    """What coverage saw of each file of the project."""
    run_pytest("--cov=lib", "--cov-branch", "--cov-report=json:seen.json", "-l", *options)
    return json.loads((project / "seen.json").read_text(encoding="utf-8"))["files"]


def test_coverage_rests_while_passed_tests_are_reported(
    project: Path, run_pytest: RunPytest, onlooker: str
) -> None:
    run_pytest("--testguard", "-p", onlooker)
    assert seen(project) == {
        ("setup", "passed", CHEAP),
        ("call", "passed", CHEAP),
        ("call", "failed", False),
        ("teardown", "passed", CHEAP),
    }


@pytest.mark.parametrize("options", [(), ("-n", "2"), ("-p", "lib.plugin")])
def test_as_much_is_measured_as_without(
    project: Path, run_pytest: RunPytest, options: tuple[str, ...]
) -> None:
    alone = measured(project, run_pytest, "--no-testguard", *options)
    assert measured(project, run_pytest, "--testguard", *options) == alone
    assert 6 in alone["lib/one.py"]["executed_lines"]
    assert (3 in alone["lib/plugin.py"]["executed_lines"]) is ("lib.plugin" in options)


def test_nothing_rests_where_the_project_takes_part(
    project: Path, run_pytest: RunPytest, onlooker: str
) -> None:
    run_pytest("--testguard", "-p", onlooker, "-p", "lib.plugin")
    assert not any(free for _, _, free in seen(project))


@pytest.mark.parametrize("option", ["--cov=onlooker", "--cov=lib"])
def test_nothing_rests_where_a_plugin_is_measured(
    project: Path, run_pytest: RunPytest, onlooker: str, option: str
) -> None:
    run_pytest("--testguard", "-p", onlooker, option)
    rested = CHEAP and option == "--cov=lib"
    assert ("call", "passed", rested) in seen(project)


def test_nothing_rests_where_the_standard_library_is_measured(
    project: Path, run_pytest: RunPytest, onlooker: str
) -> None:
    (project / ".coveragerc").write_text("[run]\ncover_pylib = true\n", encoding="utf-8")
    run_pytest("--testguard", "-p", onlooker)
    assert not any(free for _, _, free in seen(project))
