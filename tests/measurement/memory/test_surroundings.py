from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from testguard.measurement.memory.surroundings import Surroundings, looked_at


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    for name in (".git/info/exclude", "lib/stack.py", "build/stack.py", "pytest.ini", "notes"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")
    return root


def state(root: Path, *arguments: str) -> str:
    return Surroundings.now(arguments, root).state(root, []).digest


def rewrite(path: Path) -> None:
    times = path.stat()
    path.write_text("x = 2\n", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a module": lambda root: rewrite(root / "lib/stack.py"),
    "a module in a folder that may be ignored": lambda root: rewrite(root / "build/stack.py"),
    "pytest's configuration": lambda root: rewrite(root / "pytest.ini"),
    "what git ignores": lambda root: rewrite(root / ".git/info/exclude"),
    "a new module": lambda root: (root / "lib/other.py").touch(),
    "a module that is gone": lambda root: (root / "lib/stack.py").unlink(),
    "a module under another name": lambda root: (root / "lib/stack.py").rename(root / "lib/a.py"),
    "a file of any name": lambda root: (root / "lib/data.csv").touch(),
    "a configuration above": lambda root: (root.parent / "pyproject.toml").touch(),
    "an interpreter's folder": lambda root: (root / "build/pyvenv.cfg").touch(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_what_may_matter_is_seen(
    repository: Path, change: Callable[[Path], object]
) -> None:
    before = state(repository)
    assert state(repository) == before
    change(repository)
    assert state(repository) != before


@pytest.mark.parametrize("name", ["notes", "lib/__pycache__/a.pyc", ".testguard/x.json", ".git/a"])
def test_what_runs_produce_is_not_looked_at(repository: Path, name: str) -> None:
    before = state(repository)
    path = repository / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x = 3\n", encoding="utf-8")
    assert state(repository) == before


def test_arguments_and_variables_count(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(repository)
    assert state(repository, "-k", "one") != before
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k one")
    assert state(repository) != before


def test_a_package_that_is_edited_in_place_counts(repository: Path, tmp_path: Path) -> None:
    package = tmp_path / "plugin"
    package.mkdir()
    (package / "rule.py").write_text("x = 1\n", encoding="utf-8")
    now = Surroundings.now((), repository)
    before = now.state(repository, [str(package)])
    rewrite(package / "rule.py")
    assert now.state(repository, [str(package)]) != before


def test_young_files_are_not_settled(repository: Path) -> None:
    now = Surroundings.now((), repository)
    found = now.state(repository, [])
    assert not now.settled(found)
    assert Surroundings(found.newest + 3_000_000_000, (), ()).settled(found)


def test_a_folder_that_cannot_be_read_and_loops_do_no_harm(repository: Path) -> None:
    (repository / "loop").symlink_to(repository)
    (repository / "gone").symlink_to(repository / "nowhere")
    assert state(repository) == state(repository)
    assert state(repository / "missing")


def test_a_link_to_a_folder_is_never_settled(repository: Path, tmp_path: Path) -> None:
    (repository / "shared").symlink_to(tmp_path)
    now = Surroundings.now((), repository)
    assert not Surroundings(now.began + 3_000_000_000, (), ()).settled(now.state(repository, []))


def test_a_linked_environment_is_left_out(repository: Path, tmp_path: Path) -> None:
    before = state(repository)
    (repository / ".venv").symlink_to(tmp_path)
    assert state(repository) == before


def test_what_a_work_tree_excludes_elsewhere_counts(repository: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    folder = repository / ".git" / "worktrees" / "tree"
    folder.mkdir(parents=True)
    (tree / ".git").write_text(f"gitdir: {folder}\n", encoding="utf-8")
    before = state(tree)
    assert state(tree) == before
    rewrite(repository / ".git/info/exclude")
    assert state(tree) != before


def test_a_folder_on_the_path_counts(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    before = state(repository)
    monkeypatch.syspath_prepend(plugins)
    added = state(repository)
    assert added != before
    (plugins / "rules.egg-info").mkdir()
    assert state(repository) != added


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("testguard-baseline.json", True),
        ("lib", True),
        ("known", False),
        ("../rules.yml", False),
        (".venv/rules.yml", False),
    ],
)
def test_what_a_configuration_names_is_looked_at_or_not(
    repository: Path, name: str, seen: bool
) -> None:
    assert looked_at(repository, name) is seen
