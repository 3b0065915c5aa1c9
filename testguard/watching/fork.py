"""One fork, seen by the one who watches: it gets ready, runs one job, and is gone."""

from __future__ import annotations

import os
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from testguard.warm.channel import hear, tell
from testguard.watching.messages import Done, Job, Said

CHUNK = 1 << 16
PATIENCE = 5.0


@dataclass(eq=False)
class ForkedRun:
    """``channel`` and ``output`` (a file descriptor) are of the process group ``pid``.

    ``deadline`` is when it is killed, once it has to end; ``gone`` tells that it has ended.
    """

    pid: int
    channel: Connection
    output: int
    folder: Path
    ready: bool = False
    prints: bool = True
    gone: bool = False
    deadline: float = float("inf")

    def __post_init__(self) -> None:
        os.set_blocking(self.output, False)

    def begin(self, job: Job) -> None:
        """Give it its job, which it takes up as soon as it is ready."""
        with suppress(BrokenPipeError, ConnectionError):
            tell(self.channel, job)

    def read(self) -> bytes:
        """What it has printed, as far as it is at hand."""
        parts = []
        with suppress(BlockingIOError):
            while part := os.read(self.output, CHUNK):
                parts.append(part)
            self.prints = False
        return b"".join(parts)

    def hear(self) -> Done | None:
        """How the run ended; None while it is only ready. Raises `EOFError` when it is gone."""
        said = hear(self.channel, Said)
        self.ready = True
        return said.done

    def interrupt(self) -> None:
        """Let tests and fixtures end in order, or it is killed."""
        self.ending()
        with suppress(ProcessLookupError, PermissionError):
            os.kill(self.pid, signal.SIGINT)

    def dismiss(self) -> None:
        """It is not needed, and has run nothing of the repository: nothing is lost with it."""
        self.deadline = 0.0
        self._kill()

    def ending(self) -> None:
        """It has to be gone soon."""
        self.deadline = min(self.deadline, time.monotonic() + PATIENCE)

    def clear(self) -> None:
        """Kill what is left of it, and remove its files."""
        self.channel.close()
        with suppress(OSError):
            os.close(self.output)
        self._kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _kill(self) -> None:
        for kill in (os.killpg, os.kill):  # it may not lead its group yet
            with suppress(ProcessLookupError, PermissionError):
                kill(self.pid, signal.SIGKILL)
