"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from testguard.errors import TestguardError

UMASKED = 0o666


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in UTF-8, through a neighbour that takes its place.

    Folders are made as needed; a link is followed; the mode of a file that exists is kept; what is
    no regular file (``/dev/stdout``, a pipe) is written to directly. Raises `TestguardError`.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, data)
    except OSError as error:
        raise TestguardError(f"cannot write {path}: {error.strerror or error}") from error


def remove(path: Path) -> None:
    """Remove a file; gone is gone. Raises `TestguardError`."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise TestguardError(f"cannot remove {path}: {error.strerror or error}") from error


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:  # Ctrl-C too leaves nothing half-written behind
        with suppress(OSError):
            Path(name).unlink()
        raise


def _mode(target: Path) -> int:
    with suppress(FileNotFoundError):
        return target.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return UMASKED & ~umask
