from __future__ import annotations

import os
from pathlib import Path

from testguard.discovery.snapshot import Snapshot, take


def after(root: Path, before: Snapshot) -> tuple[str, ...]:
    return take(root, [], before).changed_since(before)


def test_new_changed_and_deleted_files_are_told(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "data.json"):
        (tmp_path / name).write_text("1")
    before = take(tmp_path, [])
    assert after(tmp_path, before) == ()
    (tmp_path / "b.py").unlink()
    (tmp_path / "data.json").write_text("2")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "c.py").write_text("")
    now = take(tmp_path, [], before)
    assert now.changed_since(before) == ("b.py", "below/c.py", "data.json")
    assert (before.folders, now.folders) == (("",), ("", "below/"))


def test_a_python_file_that_was_saved_has_changed_and_data_only_with_its_content(
    tmp_path: Path,
) -> None:
    for name in ("a.py", "data.json"):
        (tmp_path / name).write_text("1")
        os.utime(tmp_path / name, (1, 1))
    before = take(tmp_path, [])
    for name in ("a.py", "data.json"):
        (tmp_path / name).write_text("1")
    now = take(tmp_path, [], before)
    assert now.changed_since(before) == ("a.py",)
    assert now.saved_at(["a.py"]) > 1
    assert now.saved_at(["gone.py"]) == 0
    assert take(tmp_path, [], now).changed_since(now) == ()


def test_what_replaced_a_file_of_the_same_age_and_size_is_another_one(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    (tmp_path / "new").write_text("2")
    for name in ("a.py", "new"):
        os.utime(tmp_path / name, (1, 1))
    before = take(tmp_path, [])
    (tmp_path / "new").rename(tmp_path / "a.py")
    assert "a.py" in after(tmp_path, before)


def test_what_git_ignores_and_what_is_excluded_does_not_count(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n*.log\n")
    before = take(tmp_path, ["generated"])
    for name in ("build/a.py", "x.log", ".venv/a.py", "__pycache__/a.py", "generated/a.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    assert take(tmp_path, ["generated"], before).changed_since(before) == ()
