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

    def __str__(self):
        return "a part"


class Broken(Exception):
    def __str__(self):
        return "broken"


def build(size):
    part = Part(size)
    if part.size > 1:
        return "big"
    return "small"


def reported(report):
    return report.passed
"""
REPR, STR, BROKEN, REPORTED = 6, 9, 14, 25
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
HOOK = """\
def pytest_runtest_logreport(report):
    from lib.one import reported

    reported(report)
"""
UNITTEST = """\
import unittest
from lib.one import Broken

class Test(unittest.TestCase):
    def test_broken(self):
        raise Broken()
"""
PROPERTY = """\
from lib.one import Part

def test_property(record_property):
    record_property("part", Part(1))
    assert Part(2).size == 2
"""
LATE = f"""\
import pytest

class Late:
    {HOOK.replace("(report):", "(self, report):", 1).replace(chr(10), chr(10) + "    ")}

@pytest.fixture(scope="session", autouse=True)
def late(request):
    request.config.pluginmanager.register(Late())

def test_late():
    assert True
"""
LOOKING_ON = """\
import sys
from _pytest.terminal import TerminalReporter

add_stats = TerminalReporter._add_stats

def added(reporter, category, items):
    if hasattr(items[0], "when"):
        with open("seen.txt", "a") as file:
            print(items[0].when, items[0].outcome, sys.gettrace() is None, file=file)
    add_stats(reporter, category, items)

TerminalReporter._add_stats = added
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A stack module whose objects only a failed test's report asks for their looks."""
    files = {
        "testguard.toml": 'stacks = ["lib/one.py"]\n',
        "pytest.ini": "[pytest]\npythonpath = .\n",
        "lib/one.py": STACK,
        "lib/plugin.py": HOOK,
        "tests/test_one.py": TESTS,
    }
    for name, text in files.items():
        (pytester.path / name).parent.mkdir(exist_ok=True)
        (pytester.path / name).write_text(text, encoding="utf-8")
    return pytester.path


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder outside of the project, with one plugin that looks on and one that takes part."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "onlooker.py").write_text(LOOKING_ON, encoding="utf-8")
    (folder / "partaker.py").write_text(HOOK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def seen(project: Path) -> set[tuple[str, str, bool]]:
    lines = (project / "seen.txt").read_text(encoding="utf-8").splitlines()
    return {(when, outcome, free == "True") for when, outcome, free in map(str.split, lines)}


def measured(project: Path, run_pytest: RunPytest, *options: str) -> Any:
    """What coverage saw of each file of the project."""
    run_pytest("--cov=lib", "--cov-branch", "--cov-report=json:seen.json", "-l", *options)
    return json.loads((project / "seen.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("options", [(), ("--cov=lib",), ("--cov=.",)])
def test_coverage_rests_while_passed_tests_are_reported(
    project: Path, run_pytest: RunPytest, options: tuple[str, ...]
) -> None:
    run_pytest("-p", "onlooker", *options)
    assert seen(project) == {
        ("setup", "passed", CHEAP),
        ("call", "passed", CHEAP),
        ("call", "failed", False),
        ("teardown", "passed", CHEAP),
    }


@pytest.mark.parametrize(
    "options",
    [
        ("-p", "lib.plugin"),
        ("-p", "partaker"),
        ("--cov=lib", "--cov=_pytest"),
        ("--cov=lib", "--cov=pytest_cov"),
        ("--cov",),
    ],
)
def test_nothing_rests_where_what_is_measured_may_take_part(
    project: Path, run_pytest: RunPytest, elsewhere: Path, options: tuple[str, ...]
) -> None:
    assert elsewhere.exists()
    run_pytest("-p", "onlooker", *options)
    assert not any(free for _, _, free in seen(project))


@pytest.mark.usefixtures("elsewhere")
def test_nothing_rests_where_the_standard_library_is_measured(
    project: Path, run_pytest: RunPytest
) -> None:
    (project / ".coveragerc").write_text("[run]\ncover_pylib = true\n", encoding="utf-8")
    run_pytest("-p", "onlooker")
    assert not any(free for _, _, free in seen(project))


@pytest.mark.parametrize(
    ("files", "options", "line"),
    [
        ({}, (), REPR),
        ({}, ("-n", "2"), REPR),
        ({}, ("-p", "lib.plugin"), REPORTED),
        ({"conftest.py": HOOK}, (), REPORTED),
        ({"tests/conftest.py": HOOK}, (), REPORTED),
        ({"tests/test_unittest.py": UNITTEST}, (), BROKEN),
        ({"tests/test_property.py": PROPERTY}, ("--junitxml=results.xml",), STR),
        ({"tests/test_late.py": LATE}, (), REPORTED),
    ],
    ids=[
        "alone", "xdist", "plugin", "conftest", "inner conftest", "unittest",
        "property", "late plugin",
    ],
)  # fmt: skip
def test_as_much_is_measured_as_without(
    project: Path,
    run_pytest: RunPytest,
    files: dict[str, str],
    options: tuple[str, ...],
    line: int,
) -> None:
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    alone = measured(project, run_pytest, "--no-testguard", *options)
    assert measured(project, run_pytest, *options) == alone
    assert line in alone["lib/one.py"]["executed_lines"]


def test_a_conftest_above_the_root_takes_part(
    project: Path, run_pytest: RunPytest, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = project / "infrastructure"
    inner.mkdir()
    for name in ("lib", "tests", "testguard.toml"):
        (project / name).rename(inner / name)
    (project / "conftest.py").write_text(HOOK, encoding="utf-8")
    (project / "pytest.ini").write_text("[pytest]\npythonpath = infrastructure\n", encoding="utf-8")
    monkeypatch.chdir(inner)
    alone = measured(inner, run_pytest, "--no-testguard")
    assert measured(inner, run_pytest) == alone
    assert REPORTED in alone["lib/one.py"]["executed_lines"]
