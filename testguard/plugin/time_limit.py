"""A time limit on code of the user, which no careless moment of that code can lose."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 1.0  # seconds between alarms: Python ignores what is raised in finalisers and callbacks


class TimeUp(KeyboardInterrupt):
    """The time limit; event loops and broad ``except`` let it through."""


class _Alarm:
    """Whether the alarm has to wait at this moment, and whether it came meanwhile."""

    def __init__(self) -> None:
        self.waits = 0
        self.came = False

    def ring(self, _signal: int, _frame: FrameType | None) -> None:
        if self.waits:
            self.came = True
        else:
            raise TimeUp


_alarm = _Alarm()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` after ``seconds``, where the platform can interrupt a running program."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _alarm.ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        _alarm.came = False


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let the time limit wait until what must not be torn apart is done; then `TimeUp` is raised.

    Blocking the signal would not do: the kernel gives it to any other thread, and Python raises in
    the main one.
    """
    _alarm.waits += 1
    try:
        yield
    finally:
        _alarm.waits -= 1
        if _alarm.came and not _alarm.waits:
            _alarm.came = False
            raise TimeUp
