"""Being told that something was saved, by the file system."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread

from testguard.errors import WatchError

DEBOUNCE = 500
STEP = 20
TURN = 100
INSTALL = "pip install 'testguard[watch]'"


def check_installed() -> None:
    """Raises `WatchError` where the library that watches files is missing."""
    if find_spec("watchfiles") is None:
        raise WatchError("testguard watch needs watchfiles, which is not installed", hint=INSTALL)


@dataclass(eq=False)
class Saves:
    """A bell that rings, by a file descriptor, when files in some folders are saved.

    Saves count as one where less than ``STEP`` ms lie between them, for ``DEBOUNCE`` ms at most.
    """

    _read: int = -1
    _write: int = -1
    _folders: frozenset[Path] = frozenset()
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    def fileno(self) -> int:
        """What becomes readable when something was saved."""
        return self._read

    def watch(self, folders: Iterable[Path]) -> bool:
        """Listen to these folders, each without those below it; whether that is a change.

        What is saved from the moment that this returns rings the bell.
        """
        wanted = frozenset(folders)
        if wanted == self._folders:
            return False
        self._end()
        self._folders, self._stop = wanted, Event()
        if not wanted:
            return True
        listening = Event()
        self._thread = Thread(target=self._listen, args=(self._stop, listening), daemon=True)
        self._thread.start()
        listening.wait()
        return True

    def answer(self) -> bool:
        """Whether the bell rings; it stops. Raises `WatchError` where files cannot be watched."""
        rang = False
        with suppress(BlockingIOError):
            while os.read(self._read, 1024):
                rang = True
        if self._trouble:
            raise WatchError(
                f"files cannot be watched here: {self._trouble[0]}",
                hint="WATCHFILES_FORCE_POLLING=1 looks at them again and again instead",
            )
        return rang

    def close(self) -> None:
        """Listen no more."""
        self._end()
        os.close(self._read)
        os.close(self._write)

    def _end(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _listen(self, stop: Event, listening: Event) -> None:
        """In the thread: ring for every save; the first turn tells that the system listens."""
        watch = import_module("watchfiles").watch
        turns = watch(
            *sorted(self._folders),
            watch_filter=None,
            debounce=DEBOUNCE,
            step=STEP,
            stop_event=stop,
            rust_timeout=TURN,
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,  # and folders that are gone
        )
        try:
            for changes in turns:
                listening.set()
                if changes:
                    self._ring()
        except (OSError, RuntimeError) as error:
            self._trouble.append(str(error))
            self._ring()
        finally:
            listening.set()

    def _ring(self) -> None:
        with suppress(BlockingIOError):  # it rings already
            os.write(self._write, b"!")
