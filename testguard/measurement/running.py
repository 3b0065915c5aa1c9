"""Marks of runs that have begun: a run that is killed leaves its mark behind.

A mark is a file in ``.testguard/`` that its run keeps locked, so that a mark nobody locks is one of
a run that did not finish, whatever became of its process id, and on whatever machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from msgspec import Struct

from testguard.measurement.store import FOLDER, SUFFIX, WHOLE, evidence_folder

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PATTERN = "running-*.json"
_FAR = 1 << 20


class Mark(Struct, frozen=True):
    """The mark of this run; ``stream`` holds the lock."""

    path: Path
    stream: IO[str]

    def remove(self) -> None:
        """The run has come to its end, one way or another."""
        self.stream.close()
        self.path.unlink(missing_ok=True)


def begin(root: Path, shard: str = "") -> Mark | None:
    """Mark a run as begun; None where the folder cannot be written."""
    record = {"pid": os.getpid(), "begun": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
    path = root / FOLDER / f"running-{os.getpid()}.json"
    try:
        evidence_folder(root)
        stream = path.open("w", encoding="utf-8")
    except OSError:
        return None
    _lock(stream)
    json.dump({**record, "shard": shard or WHOLE}, stream)
    stream.flush()
    return Mark(path, stream)


def unfinished(root: Path) -> tuple[str, ...]:
    """A sentence about each run that began and did not finish, as long as none has replaced it."""
    return tuple(_sentence(path) for path in _abandoned(root))


def forget(root: Path, shard: str = "") -> None:
    """Remove what unfinished runs left that this recorded run replaces: all, or its shard's."""
    for path in list(_abandoned(root)):
        record = _read(path)
        if not shard or record.get("shard") == shard:
            for temporary in path.parent.glob(f"*.{record.get('pid', path.stem)}.*"):
                if not temporary.name.endswith(SUFFIX):
                    temporary.unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def _abandoned(root: Path) -> Iterator[Path]:
    for path in sorted((root / FOLDER).glob(_PATTERN)):
        with suppress(OSError), path.open("r+", encoding="utf-8") as stream:
            if _lock(stream):
                yield path


def _lock(stream: IO[str]) -> bool:
    """Whether nobody else holds the lock; it is held until the stream is closed."""
    try:
        if sys.platform == "win32":
            stream.seek(_FAR)  # what is locked there cannot be read
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            stream.seek(0)
        else:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sentence(path: Path) -> str:
    record = _read(path)
    shard = record.get("shard", WHOLE)
    which = "a run" if shard == WHOLE else f"the shard {shard!r}"
    begun, pid = record.get("begun", "at an unknown time"), record.get("pid", "unknown")
    return (
        f"{which} that began {begun} (process {pid}) did not finish: nothing of it is recorded, "
        "and what was recorded before it is what counts; run it again"
    )


def _read(path: Path) -> dict[str, object]:
    """The record of a mark; nothing where the run was killed before it was written."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}
