from __future__ import annotations

from pathlib import Path

import pytest

from testguard.model.project import Conventions, Pairing, Project, SuiteFile
from testguard.scaffold.places import (
    file_for,
    folder_for,
    has_fixture,
    missing_paths,
    module_beside,
)


def project(
    root: Path, suites: list[str], own: list[str], pythonpath: tuple[str, ...] = ()
) -> Project:
    known = Conventions(pythonpath=pythonpath)
    return Project(
        root,
        known,
        suites=tuple(SuiteFile(path, known) for path in suites),
        pairings=tuple(Pairing("lib/a.py", path, "by name") for path in own),
    )


@pytest.mark.parametrize(
    ("suites", "own", "wanted", "folder"),
    [
        (["tests/unit/test_b.py"], [], "", "tests/unit"),
        (["tests/unit/test_a.py", "other/test_b.py"], ["other/test_b.py"], "", "other"),
        (["tests/integration/test_a.py"], ["tests/integration/test_a.py"], "", "tests"),
        (["tests/test_a.py", "tests/unit/test_a.py"], [], "", "tests/unit"),
        ([], [], "", "tests"),
        ([], [], "checks/", "checks"),
    ],
)
def test_tests_go_where_tests_are(
    tmp_path: Path, suites: list[str], own: list[str], wanted: str, folder: str
) -> None:
    assert folder_for(project(tmp_path, suites, own), "lib/a.py", wanted) == folder


def test_no_file_that_exists_is_written(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").touch()
    assert file_for(tmp_path, "a", []) == "test_a_scaffold.py"
    assert file_for(tmp_path, "a", ["test_a_scaffold.py"]) == "test_a_scaffold_3.py"
    assert file_for(tmp_path, "b-c", []) == "test_b_c.py"
    assert file_for(tmp_path, "a", [], {tmp_path / "test_a.py"}) == "test_a.py"


def test_fixtures_are_imported_relative_within_a_package(tmp_path: Path) -> None:
    assert module_beside(tmp_path / "test_a.py", "fixtures") == "fixtures"
    (tmp_path / "__init__.py").touch()
    assert module_beside(tmp_path / "test_a.py", "fixtures") == ".fixtures"


def test_a_conftest_that_says_the_same_is_enough(tmp_path: Path) -> None:
    conftest = tmp_path / "conftest.py"
    assert not has_fixture(conftest, "x = 1")
    conftest.write_text("x  =  1  # one\n", encoding="utf-8")
    assert has_fixture(conftest, "x = 1")
    assert not has_fixture(conftest, "x = 2")


MORE = '''
"""Builds stacks."""
OUTPUTS = {"a": 1}

def build(name, program=None):
    """A stack."""
    return run(name, "app")

def run(name, kind):
    return (name, kind)
'''


@pytest.mark.parametrize(
    ("needed", "there"),
    [
        ('OUTPUTS = {"a": 1}\ndef build(name):\n    "Another."\n    return name\n', True),
        ('OUTPUTS = {"a": 2}\ndef build(name):\n    return name\n', False),
        ('OUTPUTS = {"a": 1}\ndef other(name):\n    return name\n', False),
        ('OUTPUTS = {"a": 1}\ndef build(name):\n    return "region"\n', False),
    ],
)
def test_a_conftest_that_does_more_has_the_fixture(
    tmp_path: Path, needed: str, there: bool
) -> None:
    (tmp_path / "conftest.py").write_text(MORE, encoding="utf-8")
    assert has_fixture(tmp_path / "conftest.py", needed) is there


def test_only_folders_that_pytest_does_not_know_must_be_added(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    bare = project(tmp_path, [], [])
    assert missing_paths([tmp_path, tmp_path], bare, tests) == [tmp_path]
    assert missing_paths([tmp_path], project(tmp_path, [], [], pythonpath=(".",)), tests) == []
    (tests / "__init__.py").touch()
    assert missing_paths([tmp_path], bare, tests) == []
