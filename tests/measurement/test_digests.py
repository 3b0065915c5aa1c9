from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from testguard.measurement.digests import current_commit, digest_of, stale_stacks, without
from testguard.model.evidence import Evidence, StackEvidence


def evidence_of(root: Path, *names: str) -> Evidence:
    return Evidence(
        tuple(StackEvidence(name, digest_of(root / name), imported=True) for name in names)
    )


def test_a_changed_and_a_deleted_file_are_stale(tmp_path: Path) -> None:
    for name in ("same.py", "changed.py", "deleted.py"):
        (tmp_path / name).write_text("x = 1\n")
    evidence = evidence_of(tmp_path, "same.py", "changed.py", "deleted.py")
    (tmp_path / "changed.py").write_text("x = 2\n")
    (tmp_path / "deleted.py").unlink()
    stale = stale_stacks(evidence, tmp_path)
    assert stale == {"changed.py", "deleted.py"}
    assert [stack.path for stack in without(evidence, stale).stacks] == ["same.py"]


def test_line_ends_of_another_system_are_no_change(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"x = 1\ny = 2\n")
    evidence = evidence_of(tmp_path, "a.py")
    file.write_bytes(b"x = 1\r\ny = 2\r\n")
    assert not stale_stacks(evidence, tmp_path)


def test_the_commit_is_the_one_checked_out(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        command = ["git", *identity, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout.strip()

    git("init", "-q")
    assert current_commit(tmp_path) == ""
    git("commit", "-q", "--allow-empty", "-m", "first")
    assert current_commit(tmp_path) == git("rev-parse", "HEAD")


def test_a_machine_without_git_has_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert current_commit(tmp_path) == ""
