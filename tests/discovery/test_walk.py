from __future__ import annotations

import os
from pathlib import Path

import pytest

from testguard.discovery.walk import walk


def touch(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("")


def test_python_files_and_named_files_are_found_sorted(tmp_path: Path) -> None:
    touch(tmp_path, "z.py", "lib/a.py", "lib/pytest.ini", "README.md", "lib/Pulumi.yaml")
    tree = walk(tmp_path, {"pytest.ini", "Pulumi.yaml"})
    assert tree.python == ("lib/a.py", "z.py")
    assert tree.marks == ("lib/Pulumi.yaml", "lib/pytest.ini")
    assert tree.problems == ()


@pytest.mark.parametrize(
    "folder",
    [".git", "node_modules", "lib/site-packages", "__pycache__", "cdk.out", ".tox", ".testguard"],
)
def test_folders_of_tools_are_not_entered(tmp_path: Path, folder: str) -> None:
    touch(tmp_path, f"{folder}/a.py", "b.py")
    assert walk(tmp_path, ()).python == ("b.py",)


def test_a_virtual_environment_of_any_name_is_not_entered(tmp_path: Path) -> None:
    touch(tmp_path, "surroundings/pyvenv.cfg", "surroundings/lib/a.py", "b.py")
    assert walk(tmp_path, ()).python == ("b.py",)


@pytest.mark.parametrize(("ignore", "expected"), [("", ("build/a.py",)), ("build/\n", ())])
def test_build_folders_are_left_out_only_when_git_ignores_them(
    tmp_path: Path, ignore: str, expected: tuple[str, ...]
) -> None:
    touch(tmp_path, "build/a.py")
    (tmp_path / ".gitignore").write_text(ignore)
    assert walk(tmp_path, ()).python == expected


def test_exclude_globs_hide_files_and_folders(tmp_path: Path) -> None:
    touch(tmp_path, "legacy/a.py", "lib/generated/b.py", "lib/c.py", "lib/c_pb2.py")
    tree = walk(tmp_path, (), ["legacy", "lib/generated/**", "*_pb2.py"])
    assert tree.python == ("lib/c.py",)


def test_links_that_loop_end_and_linked_files_count(tmp_path: Path) -> None:
    touch(tmp_path, "lib/a.py")
    (tmp_path / "lib" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.py").symlink_to(tmp_path / "self.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "lib" / "a.py")
    tree = walk(tmp_path, ())
    assert tree.python == ("b.py", "lib/a.py")
    assert [problem.path for problem in tree.problems] == ["self.py"]


def test_a_directory_named_like_a_file_is_a_directory(tmp_path: Path) -> None:
    touch(tmp_path, "x.py/inner.py")
    assert walk(tmp_path, ()).python == ("x.py/inner.py",)


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    [problem] = walk(tmp_path / "gone", ()).problems
    assert problem.path == "."
    assert "No such file" in problem.message
    assert not problem.fatal


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    touch(tmp_path, "secret/a.py", "b.py")
    (tmp_path / "secret").chmod(0)
    try:
        tree = walk(tmp_path, ())
    finally:
        (tmp_path / "secret").chmod(0o700)
    assert tree.python == ("b.py",)
    assert [problem.path for problem in tree.problems] == ["secret"]


def test_a_gitignore_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "a.py")
    (tmp_path / ".gitignore").mkdir()
    tree = walk(tmp_path, ())
    assert tree.python == ("a.py",)
    assert [problem.path for problem in tree.problems] == [".gitignore"]
