"""What a verdict rests on besides what its run saw: the command, what is installed, the files.

Nothing is read: names, sizes and times tell that files are those of the last time.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from testguard.suite.documents import PRODUCED, is_document
from testguard.suite.settled import settled

_ABOVE = ("pyproject.toml", "testguard.toml", ".gitignore", ".git/info/exclude")
_READ = (".gitignore", ".coveragerc")
_INSTALLED = ("site-packages", "dist-packages")
_VARIABLES = ("COVERAGE_", "PYTEST_", "TESTGUARD_", "GIT_")
_ALWAYS_NEW = (sys.maxsize, sys.maxsize)
Line = tuple[str, tuple[int, ...]]


class State(Struct, frozen=True):
    """A digest of everything looked at, and when the youngest of it was written (nanoseconds)."""

    digest: str
    newest: int


class Surroundings(Struct, frozen=True):
    """How a run was started, taken down before its tests can change it.

    ``began`` is when (nanoseconds); ``command`` are its arguments, folder and variables,
    ``installed`` the folders that packages are found in.
    """

    began: int
    command: tuple[object, ...]
    installed: tuple[str, ...]

    @classmethod
    def now(cls, arguments: Iterable[str], folder: Path) -> Surroundings:
        """The surroundings of a run with these arguments, in this folder."""
        variables = sorted(item for item in os.environ.items() if item[0].startswith(_VARIABLES))
        command = (sys.version, sys.prefix, *arguments, str(folder), variables, tuple(sys.path))
        installed = tuple(entry for entry in sys.path if entry)
        return cls(time.time_ns(), command, installed)

    def state(self, root: Path, packages: Iterable[str]) -> State:
        """The state of the repository at ``root``, of ``packages`` and of what is installed.

        ``packages`` are the folders of testguard and its plugins.
        """
        newest, total = 0, hashlib.sha256(repr(self.command).encode("utf-8", "backslashreplace"))
        for path, stamp in self._everything(root, packages):
            newest = max(newest, *stamp[:2]) if stamp else newest
            total.update(f"{path}\0{stamp}\n".encode("utf-8", "backslashreplace"))
        return State(total.hexdigest(), newest)

    def settled(self, state: State) -> bool:
        """Whether nothing of it can have been written again without a trace since it was read."""
        return settled(state.newest, self.began)

    def _everything(self, root: Path, packages: Iterable[str]) -> Iterator[Line]:
        top = f"{root}{os.sep}"
        for folder in self.installed:
            if folder.endswith(_INSTALLED) or not f"{folder}{os.sep}".startswith(top):
                yield folder, _stamp(folder)
        for package in packages:
            yield from _below(package)
        for folder in map(str, (root, *root.parents)):
            yield from ((name, _stamp(name)) for name in (f"{folder}/{each}" for each in _ABOVE))
            yield from ((name, _stamp(name)) for name in _excluded_elsewhere(Path(folder, ".git")))
        yield from _below(str(root))


def _below(top: str) -> Iterator[Line]:
    """Every file, with its stamp where its text may matter; a folder that cannot be read too."""
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield folder, (error.errno or 0,)
            continue
        if any(entry.name == "pyvenv.cfg" for entry in entries):
            continue
        for entry in entries:
            if entry.name in PRODUCED and entry.is_dir():
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            elif entry.is_symlink() and entry.is_dir():
                yield entry.path, _ALWAYS_NEW  # nobody looks at what is behind it
            else:
                yield entry.path, _stamp(entry.path) if _matters(entry.name) else ()


def _excluded_elsewhere(git: Path) -> Iterator[str]:
    """Where work trees and submodules, whose ``.git`` is a file, may say what git ignores."""
    if git.is_file():
        told = git.read_text(encoding="utf-8", errors="surrogateescape")
        folder = f"{git.parent / told.removeprefix('gitdir:').strip()}"
        yield from (f"{folder}/{place}info/exclude" for place in ("", "../../"))


def looked_at(root: Path, name: str) -> bool:
    """Whether a change of the file or folder that a configuration calls ``name`` is seen."""
    path, top = (root / name).resolve(), root.resolve()
    inside = path.is_relative_to(top) and PRODUCED.isdisjoint(path.relative_to(top).parts)
    return inside and (path.is_dir() or _matters(path.name))


def _matters(name: str) -> bool:
    return name.endswith(".py") or name in _READ or is_document(name)


def _stamp(path: str) -> tuple[int, ...]:
    try:
        info = os.stat(path)  # noqa: PTH116 - asked of every file
    except OSError as error:
        return (0, 0, error.errno or 0)
    return (info.st_mtime_ns, info.st_ctime_ns, info.st_size, info.st_ino, info.st_mode)
