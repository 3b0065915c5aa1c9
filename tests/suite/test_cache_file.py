from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.suite.cache_file import FORMAT, read_cache, write_cache

BODY = b"what is known"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / ".testguard" / "cache" / "findings"
    assert write_cache(path, BODY)
    return path


def put(path: Path, data: bytes) -> None:
    """Write ``data`` and keep the time of modification."""
    times = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_what_was_written_is_read(file: Path) -> None:
    assert read_cache(file) == BODY
    assert write_cache(file, b"more")
    assert read_cache(file) == b"more"


def test_there_is_nothing_to_read_before_the_first_run(tmp_path: Path) -> None:
    assert read_cache(tmp_path / "findings") is None


def test_only_the_file_and_what_hides_it_from_git_are_left(file: Path) -> None:
    assert sorted(path.name for path in file.parent.iterdir()) == [".gitignore", "findings"]
    subprocess.run(["git", "init", "-q"], cwd=file.parents[2], check=True)
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=file.parents[2], check=True, capture_output=True
    )
    assert status.stdout == b""


@given(data=st.data())
def test_a_damaged_file_is_not_believed(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("cache") / "findings"
    write_cache(path, BODY)
    whole = path.read_bytes()
    where = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        damaged = whole[:where]
    else:
        damaged = (
            whole[:where]
            + bytes([whole[where] ^ data.draw(st.integers(1, 255))])
            + whole[where + 1 :]
        )
    put(path, damaged)
    assert read_cache(path) is None


def test_a_file_that_came_with_a_checkout_is_not_believed(file: Path) -> None:
    copy = file.with_name("copy")
    shutil.copyfile(file, copy)
    assert read_cache(copy) is None
    shutil.copystat(file, copy)
    assert read_cache(copy) == BODY


def test_a_file_of_another_format_is_not_believed(file: Path) -> None:
    put(file, file.read_bytes().replace(FORMAT, b"testguard findings 0\n"))
    assert read_cache(file) is None


def test_what_cannot_be_written_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not write_cache(tmp_path / "file" / "findings", BODY)
    (tmp_path / "cache" / "findings" / "more").mkdir(parents=True)
    assert not write_cache(tmp_path / "cache" / "findings", BODY)
    assert not list(tmp_path.rglob("*.tmp"))


def test_what_a_killed_run_left_behind_is_removed(file: Path) -> None:
    old, new = (file.with_name(f"findings.{name}.tmp") for name in ("old", "new"))
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (1, 1))
    write_cache(file, BODY)
    assert (old.exists(), new.exists()) == (False, True)
