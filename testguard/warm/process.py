"""Starting a process that gets warm and then serves whoever holds the other end of its channel."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import IO, Self

from testguard.warm.channel import tell

TAIL = 2000


@dataclass
class WarmProcess:
    """A process of its own session, the channel to it, and what it prints."""

    process: subprocess.Popen[bytes]
    channel: Connection
    log: IO[bytes]

    @classmethod
    def start(
        cls, module: str, root: str, orders: object, environment: Mapping[str, str] | None = None
    ) -> Self:
        """Run ``module`` in the folder ``root``; it is told ``orders`` first.

        Its one argument is the number of the file descriptor that it hears and tells by.
        """
        ours, theirs = socket.socketpair()
        log = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is stopped
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, str(theirs.fileno())],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        channel = Connection(ours.detach())
        tell(channel, orders)
        return cls(process, channel, log)

    def stop(self, seconds: float = 0.0) -> None:
        """End the process and what is of its group; it has ``seconds`` to end by itself."""
        self.channel.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def last_words(self) -> str:
        """The end of what it printed."""
        self.log.seek(0)
        lines = self.log.read()[-TAIL:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"
