from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import msgspec
import pytest

from testguard.warm.channel import decode, hear, tell
from testguard.warm.process import WarmProcess

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="channels are handed down by fork")
ECHO = """\
import sys, time
from multiprocessing.connection import Connection
from testguard.warm.channel import hear, tell

channel = Connection(int(sys.argv[1]))
print("here I am")
while True:
    try:
        tell(channel, hear(channel, dict[str, int]))
    except EOFError:
        print("nobody is there")
        sys.stdout.flush()
        {end}
        break
"""


def start(folder: Path, monkeypatch: pytest.MonkeyPatch, end: str = "") -> WarmProcess:
    (folder / "echo.py").write_text(ECHO.format(end=end), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", *sys.path]))
    return WarmProcess.start("echo", str(folder), {"first": 1})


def test_it_hears_its_orders_first_and_then_what_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start(tmp_path, monkeypatch)
    tell(process.channel, {"second": 2})
    assert [hear(process.channel, dict[str, int]) for _ in range(2)] == [
        {"first": 1},
        {"second": 2},
    ]
    process.stop(20)
    assert process.process.returncode == 0


def test_one_that_does_not_end_by_itself_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start(tmp_path, monkeypatch, "time.sleep(300)")
    assert hear(process.channel, dict[str, int]) == {"first": 1}
    started = time.monotonic()
    process.stop(0.2)
    assert process.process.returncode < 0
    assert time.monotonic() - started < 30


def test_its_last_words_are_kept(tmp_path: Path) -> None:
    process = WarmProcess.start("no_such_module_anywhere", str(tmp_path), {})
    with pytest.raises((EOFError, ConnectionError)):
        hear(process.channel, dict[str, int])
    assert "no_such_module_anywhere" in process.last_words()
    process.stop()


def test_what_was_cut_off_is_an_error() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(b'{"first": ', dict[str, int])
