from __future__ import annotations

from pathlib import Path
from typing import Any

from testguard.cli.explanation import explain, explanation_data
from testguard.config import Bar, Config, StackThresholds
from testguard.model.project import Conventions, Pairing, Project, StackModule, SuiteFile

OURS = Conventions(python_files=("check_*.py",), testpaths=("tests",), origin="pytest.ini")
PROJECT = Project(
    Path("/p"),
    OURS,
    stacks=(
        StackModule("lib/a.py", "pulumi", ("A",), bases=("pulumi.ComponentResource",)),
        StackModule("__main__.py", "pulumi", program=True, origin="Pulumi.yaml"),
    ),
    suites=(
        SuiteFile("tests/check_a.py", OURS),
        SuiteFile("tests/lost.py", Conventions(), collected=False),
    ),
    pairings=(Pairing("lib/a.py", "tests/check_a.py", "imports lib.a"),),
)
CONFIG = Config(
    Path("/p"),
    thresholds=(Bar("lines", "70", "pyproject.toml:3"),),
    stack=(StackThresholds(("lib/*.py",), (Bar("lines", "60", "pyproject.toml:7"),), ""),),
)


def test_stack_modules_come_with_classes_thresholds_and_suites() -> None:
    lines = [line.strip() for line in explain(PROJECT, CONFIG).splitlines()]
    first = lines.index("lib/a.py (pulumi: A from pulumi.ComponentResource)")
    second = lines.index("__main__.py (pulumi: program, Pulumi.yaml)")
    assert "lines 60  # pyproject.toml:7" in lines[first:second]
    assert "tested by tests/check_a.py (imports lib.a)" in lines[first:second]
    assert "lines 70  # pyproject.toml:3" in lines[second:]
    assert "tested by nothing that testguard can see" in lines[second:]


def test_suites_that_count_for_nothing_are_marked() -> None:
    lines = [line.strip() for line in explain(PROJECT, CONFIG).splitlines()]
    assert "tests/check_a.py" in lines
    assert "tests/lost.py (not collected by pytest; belongs to no stack module)" in lines


def test_the_file_behind_pytests_conventions_is_named() -> None:
    text = explain(PROJECT, CONFIG)
    ours = text.partition("pytest.ini:")[2].partition("pytest's defaults:")
    assert "python_files = check_*.py" in ours[0]
    assert "testpaths = tests" in ours[0]
    assert "python_files = test_*.py *_test.py" in ours[2]


def test_nothing_found_is_said() -> None:
    text = explain(Project(Path("/p")), CONFIG)
    assert "stack modules: none found" in text
    assert "suites: none found" in text


def test_machines_read_the_same() -> None:
    data: Any = explanation_data(PROJECT, CONFIG)
    assert data["stacks"][0]["suites"] == [{"path": "tests/check_a.py", "reason": "imports lib.a"}]
    assert data["stacks"][0]["thresholds"]["lines"]["value"] == "60"
    assert [suite["collected"] for suite in data["suites"]] == [True, False]


def test_a_real_repository_is_explained(repository: Any) -> None:
    done = repository({"pytest.ini": "[pytest]\ntestpaths = tests\n"}).run("config", "--explain")
    assert done.code == 0
    assert "lib/bucket.py (pulumi: Bucket from pulumi.ComponentResource)" in done.out
    assert "tested by tests/test_bucket.py (imports lib.bucket)" in done.out
    assert "pytest.ini:" in done.out
