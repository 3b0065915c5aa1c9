from __future__ import annotations

from pathlib import Path

import pytest

from testguard.errors import ConfigError, ExitCode
from testguard.inspection.targets import choose_targets
from testguard.model.project import Conventions, Project, StackModule, SuiteFile


@pytest.fixture
def project(tmp_path: Path) -> Project:
    names = ("tests/unit/test_a.py", "tests/test_b.py", "tests_old/test_c.py")
    for name in (*names, "lib/stack.py", "tools/helper.py", "tools/test_tool.py", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    return Project(
        tmp_path,
        stacks=(StackModule("lib/stack.py", "pulumi"),),
        suites=tuple(SuiteFile(name, Conventions()) for name in names),
    )


def chosen(project: Project, *paths: str) -> list[str]:
    targets, _ = choose_targets(project, [project.root / path for path in paths])
    return [target.path for target in targets]


def test_without_paths_the_whole_project_is_chosen(project: Project) -> None:
    assert chosen(project) == [
        "lib/stack.py",
        "tests/test_b.py",
        "tests/unit/test_a.py",
        "tests_old/test_c.py",
    ]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["."], ["lib/stack.py", "tests/test_b.py", "tests/unit/test_a.py", "tests_old/test_c.py"]),
        (["tests"], ["tests/test_b.py", "tests/unit/test_a.py"]),
        (["tests/unit/../test_b.py"], ["tests/test_b.py"]),
        (["tests", "tests/test_b.py"], ["tests/test_b.py", "tests/unit/test_a.py"]),
        (["tests_old", "lib"], ["lib/stack.py", "tests_old/test_c.py"]),
    ],
)
def test_paths_choose_what_is_below_them_once(
    project: Project, paths: list[str], expected: list[str]
) -> None:
    assert chosen(project, *paths) == expected


def test_relative_paths_start_at_the_current_directory(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root / "tests")
    targets, _ = choose_targets(project, ["unit"])
    assert [target.path for target in targets] == ["tests/unit/test_a.py"]


@pytest.mark.parametrize(
    ("path", "collected"), [("tools/helper.py", False), ("tools/test_tool.py", True)]
)
def test_a_python_file_that_is_no_suite_is_taken_as_one(
    project: Project, path: str, collected: bool
) -> None:
    [target], _ = choose_targets(project, [project.root / path])
    assert (target.path, target.suite, target.file.collected) == (path, True, collected)


def test_a_stack_module_stays_one(project: Project) -> None:
    [target], _ = choose_targets(project, [project.root / "lib/stack.py"])
    assert not target.suite


def test_a_folder_without_tests_is_said(project: Project) -> None:
    targets, [problem] = choose_targets(project, [project.root / "tools"])
    assert targets == ()
    assert (problem.message, problem.fatal) == ("no test file is here", False)
    assert problem.path.endswith("tools")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("tests/test_nothing.py", "does not exist"),
        ("README.md", "is not a Python file"),
        ("..", "is outside the project"),
    ],
)
def test_a_path_that_cannot_be_meant_is_a_usage_error(
    project: Project, path: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as raised:
        chosen(project, path)
    assert raised.value.exit_code is ExitCode.USAGE


def test_a_root_behind_a_link_is_the_same_root(project: Project, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    [target], _ = choose_targets(project, [link / "tests" / "test_b.py"])
    assert target.path == "tests/test_b.py"
