from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from testguard.cli.files import write_whole
from testguard.errors import TestguardError

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX modes and pipes")


def test_text_is_written_in_utf_8_and_folders_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.txt", "\u00e9\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == "\u00e9\n".encode()
    assert list((tmp_path / "a").iterdir()) == [tmp_path / "a" / "b.txt"]


def test_text_that_no_encoding_holds_is_escaped(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "\udce9")
    assert (tmp_path / "a.txt").read_bytes() == b"\\udce9"


@posix
def test_the_mode_of_a_file_stays_and_a_new_one_has_the_usual(tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    (tmp_path / "old").chmod(0o640)
    (tmp_path / "usual").touch()
    for name in ("old", "new"):
        write_whole(tmp_path / name, "x")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"old": 0o640, "usual": modes["usual"], "new": modes["usual"]}


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("before", encoding="utf-8")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", "after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text(encoding="utf-8") == "after"


@posix
def test_a_device_is_written_to(tmp_path: Path) -> None:
    device = Path(os.devnull)
    write_whole(device, "x")
    assert device.is_char_device()


def test_a_write_that_is_interrupted_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.json"
    target.write_text("before", encoding="utf-8")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(target, "after")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert target.read_text(encoding="utf-8") == "before"


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TestguardError, match=r"cannot write .*below"):
        write_whole(tmp_path / "file" / "below", "x")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(TestguardError, match="cannot write"):
        write_whole(tmp_path, "x")
