"""A run with probes beside the same run without: what tests see must be the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunPytest

STACK = """\
import pulumi


class Args:
    def __init__(self, size=None):
        self.size = size or 3
        if self.size > 9:
            raise ValueError("too large")


class Stack(pulumi.ComponentResource):
    def __init__(self, name, args: Args, opts=None):
        super().__init__("demo:index:Stack", name, None, opts)
"""
SOUND = """\
from lib.stack import Args


def test_default():
    assert Args().size == 3
"""
FAILING = """\
import unittest
import warnings

import pytest

from lib.stack import Args


def test_comparison():
    assert {"size": Args().size} == {"size": 4}, "why"


def test_refused():
    Args(10)


def test_nothing_raised():
    with pytest.raises(ValueError):
        Args(1)


def test_something_else_raised():
    with pytest.raises(KeyError):
        Args(10)


def test_nothing_warned():
    with pytest.warns(UserWarning):
        Args(1)


class TestCases(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(Args().size, 4)

    def test_raises(self):
        with self.assertRaises(KeyError):
            Args(1)
"""
NESTED = """\
import pytest

from lib.stack import Args


def test_a_run_within():
    assert pytest.main(["-q", "-p", "no:cacheprovider", "tests/test_sound.py"]) == 0


def test_afterwards():
    assert Args(5).size == 5
"""
KINDS = """\
import unittest
from unittest import mock

import pytest

from lib.stack import Args


def test_raises_only():
    with pytest.raises(ValueError):
        Args(10)


def test_fails_only():
    if Args().size != 3:
        pytest.fail("no")


def test_raises_itself():
    if Args().size != 3:
        raise AssertionError


def test_mock_only():
    called = mock.Mock()
    called(1)
    called.assert_called_once_with(1)


def test_inner_function():
    def check():
        assert Args().size == 3

    check()


@pytest.fixture
def checked():
    yield Args()
    assert Args().size == 3


def test_fixture_only(checked):
    checked.size


class Cases(unittest.TestCase):
    def test_sub(self):
        for size in (1, 2):
            with self.subTest(size=size):
                self.assertEqual(Args(size).size, size)

    def test_logs(self):
        import logging

        with self.assertLogs():
            logging.warning("x")


def test_nothing():
    Args()


def test_empty_loop():
    for size in Args.__slots__ if hasattr(Args, "__slots__") else ():
        assert size
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    pytester.makefile(
        ".toml",
        testguard="[thresholds]\nlines = 0\nbranches = 0\n"
        "defaults = 50\noverrides = 0\nvalidations = 0\n",
    )
    pytester.makeini("[pytest]\npythonpath = .\ntestpaths = tests\n")
    write(pytester.path, "lib/stack.py", STACK)
    write(pytester.path, "tests/test_sound.py", SOUND)
    return pytester.path


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def report(run_pytest: RunPytest, *arguments: str) -> tuple[pytest.RunResult, dict[str, Any]]:
    done = run_pytest("--testguard-report=json:report.json", "-p", "no:cacheprovider", *arguments)
    return done, json.loads(Path("report.json").read_text(encoding="utf-8"))


def told(found: dict[str, Any], *codes: str) -> set[tuple[str, str]]:
    return {(each["code"], each["symbol"]) for each in found["findings"] if each["code"] in codes}


def test_failures_look_as_they_do_without_probes(project: Path, run_pytest: RunPytest) -> None:
    write(project, "tests/test_failing.py", FAILING)
    shown = []
    for option in ("--no-testguard", "--testguard"):
        done = run_pytest("-q", "--cov=lib", "--cov-report=", testguard=option)
        failures = done.stdout.str().partition("= FAILURES =")[2]
        failures = re.sub(r"(?s)=+ testguard =+.*?(?==+ short test summary)", "", failures)
        shown.append(re.sub(r"in [\d.]+s|0x[0-9a-f]+", "", failures))
    assert shown[0] == shown[1]
    assert "too large" in shown[0]


def test_a_module_that_a_plugin_imports_early_has_no_data(
    project: Path, run_pytest: RunPytest
) -> None:
    write(project, "early.py", "import lib.stack\n")
    done, found = report(run_pytest, "-p", "early")
    [stack] = found["stacks"]
    assert stack["metrics"]["defaults"]["state"] == "no-data"
    assert not told(found, "TG302", "TG303")
    assert done.ret == 1


def test_a_run_inside_of_a_test_is_left_alone(project: Path, run_pytest: RunPytest) -> None:
    write(project, "tests/test_nested.py", NESTED)
    done, found = report(run_pytest)
    assert done.ret == 0
    [stack] = found["stacks"]
    values = {each["way"]: each["values"] for each in stack["exercises"]}
    assert values["override"] == ["5"]


def test_probes_stay_out_of_runs_without_them(project: Path, run_pytest: RunPytest) -> None:
    statuses = [
        run_pytest("-p", "no:cacheprovider", testguard=option).ret
        for option in ("--testguard", "--no-testguard", "--testguard", "--no-testguard")
    ]
    assert statuses == [0, 0, 0, 0]


def test_assertions_of_all_kinds_are_seen(project: Path, run_pytest: RunPytest) -> None:
    write(project, "tests/test_kinds.py", KINDS)
    _, found = report(run_pytest)
    assert told(found, "TG501", "TG502") == {
        ("TG501", "test_nothing"),
        ("TG501", "test_empty_loop"),
        ("TG502", "test_empty_loop"),
    }


def test_nothing_is_said_of_assertions_that_pytest_does_not_rewrite(
    project: Path, run_pytest: RunPytest
) -> None:
    write(project, "tests/test_kinds.py", KINDS)
    _, found = report(run_pytest, "--assert=plain")
    assert not told(found, "TG501", "TG502")


def test_a_run_that_a_test_ends_is_not_judged(project: Path, run_pytest: RunPytest) -> None:
    write(
        project,
        "tests/test_aborts.py",
        "import pytest\n\n\ndef test_x():\n    pytest.exit('enough', 0)\n",
    )
    _, found = report(run_pytest)
    assert found["verdict"] == "not-judged"
