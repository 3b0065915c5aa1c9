from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.discovery.conventions import (
    DEFAULTS,
    Territories,
    in_reach,
    name_matches,
    read_territories,
)
from testguard.discovery.walk import walk
from testguard.model.project import Conventions

Write = Callable[[Mapping[str, str]], Path]


def read(write: Write, files: Mapping[str, str], tests: Sequence[str] = ()) -> Territories:
    root = write(files)
    tree = walk(root, {"pytest.ini", "tox.ini", "pyproject.toml", "setup.cfg", "pytest.toml"})
    return read_territories(root, tree.marks, tree.python, tests)


def test_without_any_file_the_defaults_of_pytest_hold(write: Write) -> None:
    assert read(write, {"a.py": ""}).of("lib/a.py") == DEFAULTS


def test_the_nearest_file_counts_and_its_paths_become_relative_to_the_root(write: Write) -> None:
    found = read(
        write,
        {
            "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
            "api/tox.ini": "[pytest]\ntestpaths = spec\npythonpath = . ../lib\n",
            "api/spec/test_a.py": "",
            "tests/test_b.py": "",
        },
    )
    api = found.of("api/spec/test_a.py")
    assert (api.origin, api.testpaths, api.pythonpath) == (
        "api/tox.ini",
        ("api/spec",),
        ("api", "lib"),
    )
    assert found.of("tests/test_b.py").origin == "pyproject.toml"


@pytest.mark.parametrize(
    ("first", "second"),
    [("pytest.toml", "pytest.ini"), ("pytest.ini", "pyproject.toml"), ("tox.ini", "setup.cfg")],
)
def test_of_several_files_in_one_folder_the_one_pytest_prefers_counts(
    write: Write,
    first: str,
    second: str,
) -> None:
    texts = {
        "pytest.toml": "[pytest]\n",
        "pytest.ini": "",
        "pyproject.toml": "[tool.pytest.ini_options]\n",
        "tox.ini": "[pytest]\n",
        "setup.cfg": "[tool:pytest]\n",
    }
    assert read(write, {name: texts[name] for name in (first, second)}).of("a.py").origin == first


def test_a_broken_file_is_named_with_its_line_and_defaults_are_used(write: Write) -> None:
    found = read(write, {"api/pytest.ini": "[pytest]\na\n", "api/test_a.py": ""})
    [problem] = found.problems
    assert problem.message.startswith("api/pytest.ini:2: ")
    assert "defaults" in problem.message
    assert problem.path == "api/pytest.ini"
    assert found.of("api/test_a.py") == DEFAULTS


def test_testpaths_without_a_file_are_a_problem_and_as_good_as_none(write: Write) -> None:
    found = read(write, {"pytest.ini": "[pytest]\ntestpaths = gone\n", "test_a.py": ""})
    assert found.of("test_a.py").testpaths == ()
    assert "gone" in found.problems[0].message


def test_the_configuration_of_testguard_overrides_testpaths(write: Write) -> None:
    files = {"pytest.ini": "[pytest]\ntestpaths = old\n", "new/test_a.py": "", "old/test_b.py": ""}
    found = read(write, files, tests=("new",))
    assert found.of("new/test_a.py").testpaths == ("new",)
    assert found.problems == ()


def test_an_entry_of_tests_that_matches_nothing_is_fatal(write: Write) -> None:
    [problem] = read(write, {"tests/test_a.py": ""}, tests=("tests", "tsets")).problems
    assert problem.fatal
    assert "'tsets'" in problem.message


@pytest.mark.parametrize(
    ("path", "patterns", "matches"),
    [
        ("tests/test_a.py", ("test_*.py",), True),
        ("tests/a_test.py", ("test_*.py", "*_test.py"), True),
        ("test_x/a.py", ("test_*",), False),
        ("tests/unit/a.py", ("tests/unit/*.py",), True),
        ("deep/tests/unit/a.py", ("tests/unit/*.py",), True),
        ("tests/unit/a.py", ("unit/b.py",), False),
    ],
)
def test_a_pattern_with_a_slash_looks_at_the_path(
    path: str, patterns: tuple[str, ...], matches: bool
) -> None:
    assert name_matches(path, patterns) is matches


@given(st.text("abc/*?[]", max_size=8), st.text("abc/", min_size=1, max_size=8))
def test_any_pattern_can_be_asked(pattern: str, path: str) -> None:
    assert name_matches(path, [pattern]) in (True, False)


@pytest.mark.parametrize(
    ("path", "conventions", "reached"),
    [
        ("tests/test_a.py", Conventions(testpaths=("tests",)), True),
        ("lib/test_a.py", Conventions(testpaths=("tests",)), False),
        ("lib/test_a.py", Conventions(testpaths=(".",)), True),
        ("modules/a/tests/test_a.py", Conventions(testpaths=("modules/*/tests",)), True),
        ("build/test_a.py", DEFAULTS, False),
        ("build/test_a.py", Conventions(testpaths=("build",), norecursedirs=("build",)), True),
        ("tests/data/test_a.py", Conventions(norecursedirs=("tests/data",)), False),
        ("tests/data/test_a.py", Conventions(norecursedirs=("other",)), True),
    ],
)
def test_a_bare_run_enters_testpaths_and_no_folder_of_norecursedirs(
    path: str, conventions: Conventions, reached: bool
) -> None:
    assert in_reach(path, conventions) is reached
