"""The file of the cache: read if it is whole and of this machine, written at once or not at all.

It begins with a line that names the format, the SHA-256 of the rest, and the file's own time of
modification. Neither git nor a plain copy carries that time, so that nobody can commit a cache that
says that there are no findings.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

FORMAT = b"testguard findings 1\n"
_SUM = 32
_TIME = 8
_ABANDONED_SECONDS = 3600


def read_cache(path: Path) -> bytes | None:
    """What was last written to ``path``; None where that is not certain."""
    try:
        with path.open("rb") as stream:
            written = os.fstat(stream.fileno()).st_mtime_ns
            data = stream.read()
    except OSError:
        return None
    head, total = len(FORMAT) + _SUM, data[len(FORMAT) : len(FORMAT) + _SUM]
    rest = data[head:]
    whole = data.startswith(FORMAT) and hashlib.sha256(rest).digest() == total
    return rest[_TIME:] if whole and rest[:_TIME] == _as_bytes(written) else None


def write_cache(path: Path, body: bytes) -> bool:
    """Replace the file at ``path``, in a folder that git ignores; whether that was possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ignore = path.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        _remove_abandoned(path)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".tmp")
    except OSError:
        return False
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            written = _settable_time(temporary)
            rest = _as_bytes(written) + body
            stream.write(FORMAT + hashlib.sha256(rest).digest() + rest)
        os.utime(temporary, ns=(written, written))
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False
    return True


def _settable_time(path: Path) -> int:
    """Now, as exactly as the file system can keep it."""
    now = time.time_ns()
    os.utime(path, ns=(now, now))
    return path.stat().st_mtime_ns


def _as_bytes(written: int) -> bytes:
    return written.to_bytes(_TIME, "big", signed=True)


def _remove_abandoned(path: Path) -> None:
    """Remove what runs left behind that were killed while they wrote."""
    for other in path.parent.glob(f"{path.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if other.stat().st_mtime + _ABANDONED_SECONDS < time.time():
                other.unlink()
