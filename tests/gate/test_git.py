from __future__ import annotations

from pathlib import Path

import pytest

from testguard.errors import GitError
from testguard.gate.git import commit_of, content_at, git
from tests.conftest import git_in


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git_in(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_bytes(b"first\r\n\xff")
    (tmp_path / "sub" / "b [1].txt").write_bytes(b"b")
    git_in(tmp_path, "-c", "core.autocrlf=false", "add", "-A")
    git_in(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "a.txt").write_bytes(b"second")
    return tmp_path


def test_a_file_has_the_bytes_it_had(repository: Path) -> None:
    assert content_at(repository, "main", "a.txt") == b"first\r\n\xff"


@pytest.mark.parametrize(
    ("folder", "path", "content"),
    [
        ("sub", "b [1].txt", b"b"),
        ("sub", "../a.txt", b"first\r\n\xff"),
        ("", "sub/b [1].txt", b"b"),
    ],
)
def test_paths_are_relative_to_the_folder(
    repository: Path, folder: str, path: str, content: bytes
) -> None:
    assert content_at(repository / folder, "main", path) == content


@pytest.mark.parametrize("path", ["new.txt", "sub", "b [1].txt", "../outside.txt", "*.txt"])
def test_what_was_no_file_has_no_content(repository: Path, path: str) -> None:
    (repository / "new.txt").write_text("untracked")
    assert content_at(repository, "main", path) is None


def test_a_commit_is_named_by_its_id(repository: Path) -> None:
    assert commit_of(repository, "main") == git_in(repository, "rev-parse", "HEAD").strip()


def test_an_unknown_ref_says_what_to_do(repository: Path) -> None:
    with pytest.raises(GitError, match="git does not know 'nope'") as raised:
        commit_of(repository, "nope")
    assert "git fetch" in raised.value.hint


def test_a_repository_without_a_commit_is_told_so(tmp_path: Path) -> None:
    git_in(tmp_path, "init", "--quiet")
    with pytest.raises(GitError, match="no commit yet"):
        commit_of(tmp_path, "HEAD")


@pytest.mark.parametrize("ref", ["", "HEAD"])
def test_what_git_says_is_told_whatever_the_language(
    repository: Path, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with pytest.raises(GitError, match="unknown-option") as raised:
        git(repository, "status", "--unknown-option", ref=ref)
    hints = {"": "run the same git command by hand", "HEAD": "fetch the branch first"}
    assert raised.value.hint.startswith(hints[ref])
