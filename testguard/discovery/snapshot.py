"""The files of a repository at one moment, and what has changed since another one.

What a file system tells about saves is a hint: editors write elsewhere and rename, save twice, and
leave files behind for a moment. What was saved is told by comparing.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from testguard.discovery.walk import walk

LARGE = 1 << 20
Stamp = tuple[int, int, int, bytes]


@dataclass(frozen=True)
class Snapshot:
    """Every file that git does not ignore, and the folders that hold them, relative to the root.

    Folders end in a slash; "" is the root. A Python file has changed when it was saved, any other
    file when its content is another one: tests write files, too.
    """

    files: Mapping[str, Stamp]
    folders: tuple[str, ...]

    def changed_since(self, before: Snapshot) -> tuple[str, ...]:
        """Files that are new, gone, or not as they were, sorted."""
        names = self.files.keys() | before.files.keys()
        return tuple(sorted(n for n in names if self.files.get(n) != before.files.get(n)))

    def saved_at(self, paths: Sequence[str]) -> float:
        """When the last of ``paths`` was saved, in seconds of `time.time`; 0 where none exists."""
        times = [self.files[path][0] for path in paths if path in self.files]
        return max(times, default=0) / 1e9


def take(root: Path, exclude: Sequence[str], before: Snapshot | None = None) -> Snapshot:
    """The files as they are now; what has the size and age of ``before`` is not read again."""
    tree = walk(root, None, exclude)
    known = before.files if before is not None else {}
    files = {}
    for path in (*tree.python, *tree.marks):
        if (stamp := _stamp(root / path, known.get(path))) is not None:
            files[path] = stamp
    return Snapshot(files, tree.folders)


def _stamp(file: Path, known: Stamp | None) -> Stamp | None:
    """Age, size and place of a Python file; size and content of another one that is not large."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        age, size = status.st_mtime_ns, status.st_size
        if file.suffix == ".py" or size > LARGE:
            return age, size, status.st_ino, b""
        if known is not None and known[:2] == (age, size):
            return known
        digest = blake2b(file.read_bytes(), digest_size=16).digest()
    except OSError:
        return None
    same = known is not None and known[3] == digest
    return (known[0] if known is not None and same else age), size, 0, digest
