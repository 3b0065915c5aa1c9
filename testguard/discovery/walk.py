"""One walk over the folders below the root."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from msgspec import Struct

from testguard.discovery.ignore import (
    Ignores,
    Patterns,
    ignores_above,
    is_ignored,
    read_patterns,
)
from testguard.model.project import Problem

NEVER_ENTERED = frozenset({
    "node_modules", "site-packages", "__pycache__", "cdk.out", "__pypackages__",
})  # fmt: skip


class Tree(Struct, frozen=True):
    """The files worth knowing, relative to the root, sorted.

    ``python`` are the ``.py`` files; ``marks`` the files whose names were asked for, such as
    ``pytest.ini`` or ``Pulumi.yaml``. ``folders`` are those that were entered, "" for the root.
    """

    python: tuple[str, ...]
    marks: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    folders: tuple[str, ...] = ()


class _Folder(Struct, frozen=True):
    path: str
    chain: tuple[Ignores, ...]


def walk(root: Path, marks: Collection[str] | None, exclude: Sequence[str] = ()) -> Tree:
    """The Python files and the files named in ``marks`` that git and ``exclude`` do not ignore.

    Without ``marks``, all other files are marks.

    Hidden folders, virtual environments, installed packages and synthesised output are not
    entered; links to folders are not followed, so that a loop cannot hang the walk. A folder that
    cannot be read becomes a `Problem`. ``exclude`` are globs as in a ``.gitignore``.
    """
    wanted = None if marks is None else frozenset(marks)
    walker = _Walker(root, wanted, read_patterns("\n".join(exclude)))
    pending = [_Folder("", ignores_above(root))]
    while pending:
        pending.extend(walker.visit(pending.pop()))
    return Tree(
        tuple(sorted(walker.python)),
        tuple(sorted(walker.marked)),
        tuple(walker.problems),
        tuple(sorted(walker.folders)),
    )


class _Walker:
    def __init__(self, root: Path, marks: frozenset[str] | None, exclude: Patterns) -> None:
        self.python: list[str] = []
        self.marked: list[str] = []
        self.folders: list[str] = []
        self.problems: list[Problem] = []
        self._root = str(root)
        self._marks = marks
        self._excluded = exclude

    def visit(self, folder: _Folder) -> list[_Folder]:
        """Take the files of one folder; the folders below it that are to be visited."""
        try:
            with os.scandir(os.path.join(self._root, folder.path)) as found:  # noqa: PTH118
                entries = list(found)
        except OSError as error:
            self._unreadable(folder.path, error)
            return []
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names:
            return []
        self.folders.append(folder.path)
        chain = folder.chain
        if ".gitignore" in names:
            chain = (*chain, self._ignores(folder.path))
        below = [self._enter(entry, folder.path, chain) for entry in entries]
        return [entered for entered in below if entered is not None]

    def _enter(
        self, entry: os.DirEntry[str], base: str, chain: tuple[Ignores, ...]
    ) -> _Folder | None:
        name, path = entry.name, base + entry.name
        if entry.is_dir(follow_symlinks=False):
            if name in NEVER_ENTERED or name.startswith("."):
                return None
            return None if self._skips(path + "/", chain) else _Folder(path + "/", chain)
        wanted = self.python if name.endswith(".py") else self.marked
        if wanted is self.marked and self._marks is not None and name not in self._marks:
            return None
        if not self._skips(path, chain) and self._is_file(entry, path):
            wanted.append(path)
        return None

    def _is_file(self, entry: os.DirEntry[str], path: str) -> bool:
        try:
            return entry.is_file()
        except OSError as error:  # a link that leads back to itself
            self._unreadable(path, error)
            return False

    def _skips(self, path: str, chain: tuple[Ignores, ...]) -> bool:
        return bool(self._excluded.verdict(path)) or is_ignored(path, chain)

    def _ignores(self, base: str) -> Ignores:
        file = Path(self._root, base, ".gitignore")
        try:
            text = file.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            self._unreadable(base + ".gitignore", error)
            text = ""
        return Ignores(base, read_patterns(text))

    def _unreadable(self, path: str, error: OSError) -> None:
        name = path.rstrip("/") or "."
        reason = error.strerror or str(error)
        self.problems.append(
            Problem(
                f"cannot be read: {reason}; it was not looked at",
                path=name,
                hint="make it readable, or name it under `exclude`",
            )
        )
