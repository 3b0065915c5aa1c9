"""The files of a repository as bytes, and the digests of those bytes."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from pathlib import Path
from typing import NamedTuple

from testguard.errors import UnreadableSource
from testguard.suite.settled import settled
from testguard.syntax import read_bytes


class Stamp(NamedTuple):
    """What tells without reading that a file is the one of ``digest``: times in nanoseconds.

    ``seen`` is when the file was looked at. A file that was written within the resolution of the
    file system's clock before that may have been written once more without a trace.
    """

    modified: int
    changed: int
    size: int
    inode: int
    seen: int
    digest: str

    def settled(self) -> bool:
        """Whether the file was old enough when it was seen."""
        return settled(max(self.modified, self.changed), self.seen)

    def fits(self, other: os.stat_result) -> bool:
        """Whether a file of which only this is known may still be the same."""
        mine = (self.modified, self.changed, self.size, self.inode)
        return mine == (other.st_mtime_ns, other.st_ctime_ns, other.st_size, other.st_ino)


class Contents:
    """Reads the files below ``root``, and remembers stamps and digests of what it read.

    ``stamps`` may hold what an earlier process learned; it is believed where it fits and the file
    was settled.
    """

    def __init__(self, root: Path) -> None:
        self.stamps: dict[str, Stamp] = {}
        self._root = os.fspath(root)
        self._fresh: set[str] = set()
        self._known: dict[str, str | None] = {}

    def read(self, path: str) -> tuple[bytes, str]:
        """The bytes of a file and their SHA-256. Raises `UnreadableSource`."""
        full = Path(self._root, path)
        seen = time.time_ns()
        try:
            info = full.stat()
        except OSError:
            info = None
        data = read_bytes(full)
        digest = hashlib.sha256(data).hexdigest()
        if info is not None:
            self._keep(path, info, seen, digest)
        return data, digest

    def digest(self, path: str) -> str | None:
        """The SHA-256 of a file, asked once; None for what is no readable, regular file."""
        if path not in self._known:
            self._known[path] = self._look(path)
        return self._known[path]

    def fresh(self) -> dict[str, Stamp]:
        """The stamps that are new since this was last asked."""
        fresh = {path: self.stamps[path] for path in self._fresh}
        self._fresh.clear()
        return fresh

    def _look(self, path: str) -> str | None:
        seen = time.time_ns()
        try:
            info = os.stat(os.path.join(self._root, path))  # noqa: PTH116, PTH118 - asked of every file
        except (OSError, ValueError):
            return None
        known = self.stamps.get(path)
        if known is not None and known.fits(info) and known.settled():
            return known.digest
        return self._hash(path, info, seen)

    def _hash(self, path: str, info: os.stat_result, seen: int) -> str | None:
        if not stat.S_ISREG(info.st_mode):
            return None
        try:
            digest = hashlib.sha256(read_bytes(Path(self._root, path))).hexdigest()
        except UnreadableSource:
            return None
        self._keep(path, info, seen, digest)
        return digest

    def _keep(self, path: str, info: os.stat_result, seen: int, digest: str) -> None:
        times = (info.st_mtime_ns, info.st_ctime_ns)
        self.stamps[path] = Stamp(*times, info.st_size, info.st_ino, seen, digest)
        self._fresh.add(path)
