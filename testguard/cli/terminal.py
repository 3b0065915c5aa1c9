"""Standard output and standard error: colours, width, progress, and readers that go away."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Self, TextIO

from testguard.errors import TestguardError

WIDTH = 100


def say(message: str) -> None:
    """Write a line for people to standard error; where that fails, there is nobody to tell."""
    with suppress(TestguardError):
        _write(sys.stderr, f"{message}\n")


def emit(text: str) -> None:
    """Write ``text`` to standard output; a reader that has gone away changes no exit code.

    Raises `TestguardError` where the text cannot be written, as on a full disk.
    """
    _write(sys.stdout, text)


def tolerate_any_text() -> None:
    """Escape what the encoding of a stream cannot hold, such as odd file names."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def wants_color(choice: str, stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour what goes to ``stream``.

    ``choice`` is always, never or auto; auto follows NO_COLOR, then FORCE_COLOR
    (https://no-color.org, https://force-color.org), then whether the stream is a terminal.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int:
    """The columns of the terminal behind ``stream``, or a fixed width for files and pipes."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if stream.isatty() else WIDTH


class ProgressLine:
    """``inspecting 120 of 500`` on standard error, rewritten in place and wiped at the end.

    Only where standard error is a terminal; otherwise it says nothing.
    """

    def __init__(self, verb: str, *, quiet: bool) -> None:
        self._verb = verb
        self._on = not quiet and sys.stderr.isatty()
        self._shown = ""

    def __call__(self, done: int, total: int, /) -> None:
        """Show that ``done`` of ``total`` are done."""
        if self._on:
            self._show(f"{self._verb} {done} of {total}")

    def step(self, text: str) -> None:
        """Show what is being done."""
        if self._on:
            self._show(text)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line."""
        if self._shown:
            self._show("")

    def _show(self, text: str) -> None:
        _write(sys.stderr, f"\r{text:<{len(self._shown)}}" + ("" if text else "\r"))
        self._shown = text


def abandon(stream: TextIO) -> None:
    """Send what the interpreter still flushes to ``stream`` at its end nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        abandon(stream)
    except OSError as error:
        abandon(stream)
        raise TestguardError(f"cannot write to {stream.name}: {error.strerror}") from error
