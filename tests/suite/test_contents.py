from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from testguard.errors import UnreadableSource
from testguard.suite import contents
from testguard.suite.contents import Contents

A = sha256(b"a").hexdigest()
B = sha256(b"b").hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"a")
    return path


def later(file: Path, known: Contents) -> Contents:
    """What another process makes of it, which knows the stamps of the first."""
    other = Contents(file.parent)
    other.stamps.update(known.stamps)
    return other


def test_a_file_is_read_with_its_digest(file: Path) -> None:
    assert Contents(file.parent).read("a.py") == (b"a", A)
    assert Contents(file.parent).digest("a.py") == A


@pytest.mark.parametrize("path", ["none.py", "folder.py", "a.py/b.py", "nul\0.py"])
def test_what_is_no_readable_file_has_no_digest(file: Path, path: str) -> None:
    (file.parent / "folder.py").mkdir()
    known = Contents(file.parent)
    assert known.digest(path) is None
    assert known.stamps == {}


def test_what_is_no_readable_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="cannot be read"):
        Contents(tmp_path).read("none.py")


@pytest.mark.parametrize("trusting", [False, True])
def test_a_change_is_noticed_although_size_and_time_of_modification_are_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch, *, trusting: bool
) -> None:
    if trusting:
        monkeypatch.setattr("testguard.suite.settled.SETTLED_NS", -(10**19))
    known = Contents(file.parent)
    known.read("a.py")
    times = file.stat()
    other = file.with_name("b.py")
    other.write_bytes(b"b")
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(file)
    assert later(file, known).digest("a.py") == B


def test_a_settled_file_is_not_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testguard.suite.settled.SETTLED_NS", -(10**19))
    known = Contents(file.parent)
    known.read("a.py")
    monkeypatch.setattr(contents, "read_bytes", None)
    assert later(file, known).digest("a.py") == A


def test_new_stamps_are_handed_out_once(file: Path) -> None:
    known = Contents(file.parent)
    known.read("a.py")
    assert [*known.fresh()] == ["a.py"]
    assert known.fresh() == {}
    assert known.stamps["a.py"].digest == A
