"""A warm Python: runs modules as ``python -m`` does, with their libraries imported ahead."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from testguard.warm.channel import hear, tell
from testguard.warm.libraries import libraries
from testguard.warm.process import WarmProcess

MODULE = "testguard.warm.python_forks"
TAIL = 2000
BROKEN = -1  # there is no exit code


class TookTooLong(Exception):
    """A run was stopped: it had no more time."""


class Prepare(Struct, frozen=True):
    """Import these installed modules before any run, and what runs import if it ``learns``."""

    libraries: tuple[str, ...] = ()
    learns: bool = True


class Run(Struct, frozen=True):
    """Do in ``folder`` what ``python -m`` does; what is printed goes into the file ``log``."""

    module: str
    arguments: tuple[str, ...]
    folder: str
    log: str


class Ran(Struct, frozen=True):
    """The exit code of a run, negative for a signal, and the end of what it printed."""

    code: int
    said: str = ""


@dataclass
class WarmPython:
    """Runs modules with an ``environment``, each in a fork of one process.

    That process imports what this one has imported since this object was made, and what earlier
    runs have. Where a platform has no forks, each run is a process of its own.
    """

    environment: Mapping[str, str]
    _before: frozenset[str] = field(default_factory=lambda: frozenset(sys.modules))
    _process: WarmProcess | None = None
    _cold: bool = False

    def __enter__(self) -> Self:
        """Nothing is started before the first run."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End the process, and what goes on in it."""
        self._end()

    def prepare(self) -> None:
        """Let it get warm meanwhile, with what is imported by now."""
        if hasattr(os, "fork"):
            self._started()

    def run(self, module: str, arguments: Sequence[str], folder: Path, seconds: float) -> Ran:
        """Run ``module`` in ``folder``. Raises `TookTooLong`."""
        with tempfile.TemporaryDirectory(prefix="testguard-") as name:
            log = Path(name, "log")
            order = Run(module, tuple(arguments), str(folder), str(log))
            run = self._forked if hasattr(os, "fork") else self._alone
            code = run(order, seconds)
            return Ran(code, _end_of(log))

    def _forked(self, order: Run, seconds: float) -> int:
        """The exit code; where imports ahead of the run may have ended it, once more without."""
        code = self._tried(order, seconds)
        if (code is None or code < 0) and not self._cold:
            self._end()
            self._cold = True
            code = self._tried(order, seconds)
        return BROKEN if code is None else code

    def _tried(self, order: Run, seconds: float) -> int | None:
        """The exit code; None where the process that forks is gone."""
        process = self._started()
        try:
            tell(process.channel, order)
            if process.channel.poll(seconds):
                return hear(process.channel, int)
        except (EOFError, ConnectionError):
            Path(order.log).write_text(process.last_words(), encoding="utf-8")
            self._end()
            return None
        self._end()
        raise TookTooLong

    def _started(self) -> WarmProcess:
        if self._process is None:
            order = Prepare(learns=False) if self._cold else Prepare(libraries(self._before))
            self._process = WarmProcess.start(MODULE, os.sep, order, self.environment)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.stop()

    def _alone(self, order: Run, seconds: float) -> int:
        command = [sys.executable, "-m", order.module, *order.arguments]
        with Path(order.log).open("wb") as log:
            try:
                return subprocess.run(  # noqa: S603 - the user's own tests and programs
                    command, cwd=order.folder, env=self.environment, stdout=log, stderr=log,
                    check=False, timeout=seconds,
                ).returncode  # fmt: skip
            except subprocess.TimeoutExpired as error:
                raise TookTooLong from error


def _end_of(log: Path) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - TAIL))
        return file.read().decode("utf-8", "replace")
