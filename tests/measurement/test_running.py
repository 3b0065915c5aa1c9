from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from testguard.measurement.running import begin, forget, unfinished

KILLED = """\
import os, signal, sys
from pathlib import Path
from testguard.measurement.running import begin
mark = begin(Path(sys.argv[1]), sys.argv[2])
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(root: Path, shard: str = "") -> int:
    """The process id of a run that was killed in the middle."""
    done = subprocess.Popen([sys.executable, "-c", KILLED, str(root), shard])
    assert done.wait() == -9
    return done.pid


def marks(root: Path) -> list[str]:
    return sorted(path.name for path in (root / ".testguard").glob("running-*"))


def test_a_run_that_is_killed_is_told_with_process_time_and_shard(tmp_path: Path) -> None:
    pid = killed(tmp_path, "linux")
    [sentence] = unfinished(tmp_path)
    assert f"(process {pid}) did not finish" in sentence
    assert "the shard 'linux' that began 20" in sentence
    assert unfinished(tmp_path) == (sentence,)


def test_a_run_that_still_runs_is_not_told(tmp_path: Path) -> None:
    mark = begin(tmp_path)
    assert mark is not None
    assert unfinished(tmp_path) == ()
    mark.remove()
    assert marks(tmp_path) == []


def test_a_run_that_came_to_its_end_leaves_no_mark(tmp_path: Path) -> None:
    mark = begin(tmp_path, "a")
    assert mark is not None
    mark.remove()
    assert (marks(tmp_path), unfinished(tmp_path)) == ([], ())


def test_a_recorded_run_replaces_unfinished_ones(tmp_path: Path) -> None:
    for shard in ("a", "b", ""):
        killed(tmp_path, shard)
    forget(tmp_path, "a")
    assert len(unfinished(tmp_path)) == 2
    forget(tmp_path)
    assert unfinished(tmp_path) == ()


def test_what_an_unfinished_run_was_writing_goes_with_its_mark(tmp_path: Path) -> None:
    pid = killed(tmp_path)
    folder = tmp_path / ".testguard"
    kept = {f"shard.{pid}.evidence.json", f"coverage.{pid + 1}.tmp"}
    for name in (*kept, f"contracts.{pid}.json", f"all.evidence.json.{pid}.tmp"):
        (folder / name).touch()
    forget(tmp_path)
    assert {path.name for path in folder.iterdir()} == {*kept, ".gitignore"}


def test_the_mark_of_a_run_that_still_runs_is_not_forgotten(tmp_path: Path) -> None:
    mark = begin(tmp_path)
    assert mark is not None
    forget(tmp_path)
    assert marks(tmp_path) == [mark.path.name]
    mark.remove()


@pytest.mark.parametrize("text", ["", "{", "[]", "\xff"])
def test_a_mark_that_was_cut_off_is_one_all_the_same(tmp_path: Path, text: str) -> None:
    killed(tmp_path)
    [name] = marks(tmp_path)
    (tmp_path / ".testguard" / name).write_bytes(text.encode("latin-1"))
    [sentence] = unfinished(tmp_path)
    assert "a run that began at an unknown time" in sentence


def test_the_mark_is_json_and_ignored_by_git(tmp_path: Path) -> None:
    killed(tmp_path, "a")
    [name] = marks(tmp_path)
    record = json.loads((tmp_path / ".testguard" / name).read_text())
    assert set(record) == {"pid", "begun", "shard"}
    assert (tmp_path / ".testguard" / ".gitignore").read_text() == "*\n"


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_test(tmp_path: Path) -> None:
    (tmp_path / ".testguard").write_text("in the way")
    assert begin(tmp_path) is None
    assert unfinished(tmp_path) == ()
