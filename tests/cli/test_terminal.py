from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from testguard.cli.terminal import ProgressLine, wants_color

pty = pytest.importorskip("pty", reason="pseudo-terminals are a POSIX thing")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "color"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_when_to_colour(
    choice: str, environment: dict[str, str], terminal: bool, color: bool
) -> None:
    stream = Terminal() if terminal else io.StringIO()
    assert wants_color(choice, stream, environment) is color


def on_a_terminal(made: Any, *args: str, **environment: str) -> str:
    """What a terminal shows of a command."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        made.command(*args),
        cwd=made.root,
        env=made.environment(**environment),
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    ):
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)
    return shown.decode()


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 4096)
    except OSError:  # Linux: the other end is closed
        return b""


def test_a_terminal_gets_colours_and_progress_that_is_wiped(repository: Any) -> None:
    shown = on_a_terminal(repository(), "check")
    assert "\x1b[" in shown
    assert "inspecting 2 of 2" in shown
    progress, _, report = shown.rpartition("\r")[0].rpartition("inspecting 2 of 2")
    assert "inspecting" not in report
    assert progress.startswith("\r")


@pytest.mark.parametrize(
    ("args", "environment"),
    [((), {"NO_COLOR": "1"}), (("--color", "never"), {}), ((), {"TERM": "dumb"})],
)
def test_a_terminal_may_refuse_colours(
    args: tuple[str, ...], environment: dict[str, str], repository: Any
) -> None:
    assert "\x1b[" not in on_a_terminal(repository(), "check", *args, **environment)


def test_quiet_shows_no_progress(repository: Any) -> None:
    assert "inspecting" not in on_a_terminal(repository(), "check", "-q")


@pytest.mark.parametrize(
    ("args", "environment", "color"),
    [((), {}, False), ((), {"FORCE_COLOR": "1"}, True), (("--color", "always"), {}, True)],
)
def test_a_pipe_gets_colours_on_demand_only(
    args: tuple[str, ...], environment: dict[str, str], color: bool, repository: Any
) -> None:
    done = repository().process("check", *args, **environment)
    assert ("\x1b[" in done.out) is color
    assert done.err == ""


def test_text_that_the_encoding_cannot_hold_is_escaped(repository: Any) -> None:
    made = repository({"tests/test_\u00fc.py": "def test_x(): pass\n"})
    done = made.process("check", PYTHONIOENCODING="ascii")
    assert done.code == 1
    assert "tests/test_\\xfc.py" in done.out


def test_a_longer_line_is_overwritten_whole(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine("inspecting", quiet=False) as progress:
        progress(1, 2)
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_an_error_and_no_verdict(repository: Any) -> None:
    made = repository(hollow=False)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            made.command("check"),
            cwd=made.root,
            env=made.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("error: cannot write to <stdout>: ")
