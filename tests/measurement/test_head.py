from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from testguard.measurement.head import ELSEWHERE, read_head

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ELSEWHERE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    def run(*arguments: str, folder: Path = tmp_path / "repository") -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        command = ["git", *identity, "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    (tmp_path / "repository").mkdir()
    run("init", "-q", "-b", "main")
    run("commit", "-q", "--allow-empty", "-m", "first")
    return run


def test_a_branch_is_followed(tmp_path: Path, git: Git) -> None:
    (tmp_path / "repository" / "lib").mkdir()
    assert read_head(tmp_path / "repository" / "lib") == git("rev-parse", "HEAD")


def test_a_packed_branch_and_a_newer_one_beside_it(tmp_path: Path, git: Git) -> None:
    git("pack-refs", "--all")
    first = git("rev-parse", "HEAD")
    assert read_head(tmp_path / "repository") == first
    git("commit", "-q", "--allow-empty", "-m", "second")
    second = git("rev-parse", "HEAD")
    assert second != first
    assert read_head(tmp_path / "repository") == second


def test_a_branch_whose_name_ends_like_another(tmp_path: Path, git: Git) -> None:
    git("checkout", "-q", "-b", "old/main")
    git("commit", "-q", "--allow-empty", "-m", "elsewhere")
    git("checkout", "-q", "main")
    git("pack-refs", "--all")
    assert read_head(tmp_path / "repository") == git("rev-parse", "main")


def test_a_detached_head(tmp_path: Path, git: Git) -> None:
    git("commit", "-q", "--allow-empty", "-m", "second")
    git("checkout", "-q", "--detach", "HEAD~1")
    assert read_head(tmp_path / "repository") == git("rev-parse", "HEAD")


def test_a_work_tree_has_a_head_of_its_own(tmp_path: Path, git: Git) -> None:
    other = tmp_path / "other"
    git("worktree", "add", "-q", "-b", "side", str(other))
    git("commit", "-q", "--allow-empty", "-m", "aside", folder=other)
    assert read_head(other) == git("rev-parse", "side")
    git("pack-refs", "--all")
    assert read_head(other) == git("rev-parse", "side")
    assert read_head(tmp_path / "repository") == git("rev-parse", "main")


def test_a_submodule_is_read_where_its_file_points(tmp_path: Path, git: Git) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git("init", "-q", folder=outer)
    git("submodule", "add", "-q", str(tmp_path / "repository"), "inner", folder=outer)
    assert read_head(outer / "inner") == git("rev-parse", "HEAD")


def test_git_is_left_to_tell_without_a_commit(tmp_path: Path) -> None:
    assert read_head(tmp_path) == ""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert read_head(tmp_path) == ""


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("HEAD", "ref: refs/heads/.invalid\n"),
        ("HEAD", "nonsense\n"),
        ("HEAD", "\ufffd"),
        ("refs/heads/main", "ref: refs/heads/other\n"),
    ],
)
def test_git_is_left_to_tell_what_is_laid_out_otherwise(
    tmp_path: Path, git: Git, file: str, text: str
) -> None:
    (tmp_path / "repository" / ".git" / file).write_bytes(text.encode("utf-16"))
    assert read_head(tmp_path / "repository") == ""
    (tmp_path / "repository" / ".git" / file).write_text(text, encoding="utf-8")
    assert read_head(tmp_path / "repository") == ""


def test_git_is_left_to_heed_its_variables(
    tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMIT", "as Jenkins says")
    assert read_head(tmp_path / "repository") == git("rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", "elsewhere")
    assert read_head(tmp_path / "repository") == ""
