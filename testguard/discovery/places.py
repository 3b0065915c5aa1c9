"""Where in the repository a module name or a file name leads."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from os.path import normpath
from pathlib import PurePosixPath


class Places:
    """Finds files among ``python`` by the names imports and calls use.

    A module is searched beside its importer first, then in every folder above it, then in
    ``roots``. What is found nowhere there is found by its tail, when one file is nearest to the
    importer: tests often change ``sys.path`` or run from a folder of their own. The top-level names
    of ``packages``, and those of the standard library, never lead into the repository.
    """

    def __init__(
        self, python: Collection[str], roots: Sequence[str] = (), packages: Collection[str] = ()
    ) -> None:
        self.python = frozenset(python)
        self._roots = tuple("" if root == "." else f"{root}/" for root in roots)
        self._foreign = frozenset(packages) | sys.stdlib_module_names
        self._by_name = defaultdict(list)
        for path in sorted(python):
            for name in _names(path):
                self._by_name[name].append(path)
        self._found: dict[tuple[str, str, str], tuple[str, str] | None] = {}

    def module(self, name: str, least: str, importer: str) -> tuple[str, str] | None:
        """The file a dotted name means, and the attribute path behind it.

        ``least`` is the part of the name that is surely a module.
        """
        key = (name, least, importer.rpartition("/")[0])
        if key not in self._found:
            relative = name.startswith(".")
            self._found[key] = (self._relative if relative else self._absolute)(*key)
        return self._found[key]

    def file(self, words: Sequence[str], importer: str) -> str | None:
        """The file that the last of ``words``, joined with those before it, names."""
        folder = PurePosixPath(importer).parent
        tails = [str(PurePosixPath(*words[start:])) for start in range(len(words))]
        for tail in tails:
            for base in (folder, *folder.parents):
                path = normpath(base / tail)
                if path in self.python:
                    return path
        for tail in tails:
            plain = tail.lstrip("./")
            if found := self._by_tail(PurePosixPath(plain).name, (plain,), importer):
                return found
        return None

    def _relative(self, name: str, _least: str, folder: str) -> tuple[str, str] | None:
        plain = name.lstrip(".")
        above = folder.split("/") if folder else []
        keep = len(above) - (len(name) - len(plain) - 1)
        if keep < 0:
            return None
        base = "".join(f"{part}/" for part in above[:keep])
        return self._longest(plain.split(".") if plain else [], (base,), least=0)

    def _absolute(self, name: str, least: str, folder: str) -> tuple[str, str] | None:
        parts = name.split(".")
        if not name or parts[0] in self._foreign:
            return None
        found = self._longest(parts, (*folders_above(f"{folder}/"), *self._roots), least=1)
        if found is not None and len(found[1]) <= len(name) - len(least):
            return found
        for cut in range(len(parts), least.count("."), -1):
            tail = "/".join(parts[:cut])
            tails = (f"{tail}.py", f"{tail}/__init__.py")
            if path := self._by_tail(parts[cut - 1], tails, f"{folder}/"):
                return path, ".".join(parts[cut:])
        return found

    def _longest(
        self, parts: Sequence[str], bases: Sequence[str], *, least: int
    ) -> tuple[str, str] | None:
        for cut in range(len(parts), least - 1, -1):
            tail = "/".join(parts[:cut])
            for base in bases:
                for end in (f"{tail}.py", f"{tail}/__init__.py") if tail else ("__init__.py",):
                    if base + end in self.python:
                        return base + end, ".".join(parts[cut:])
        return None

    def _by_tail(self, name: str, tails: tuple[str, ...], importer: str) -> str | None:
        ends = tuple("/" + tail for tail in tails)
        found = [path for path in self._by_name.get(name, ()) if ("/" + path).endswith(ends)]
        return nearest(found, importer)


def nearest(paths: Sequence[str], to: str) -> str | None:
    """The one path that shares most folders with ``to``; None when two share as many."""
    ranked = sorted(paths, key=lambda path: -shared(path, to))
    if not ranked or (len(ranked) > 1 and shared(ranked[0], to) == shared(ranked[1], to)):
        return None
    return ranked[0]


def shared(one: str, other: str) -> int:
    """How many leading folders two paths have in common."""
    count = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count


def folders_above(path: str) -> Iterator[str]:
    """``a/b/c.py`` to ``a/b/``, ``a/`` and "" for the root."""
    folder = path.rpartition("/")[0]
    while folder:
        yield f"{folder}/"
        folder = folder.rpartition("/")[0]
    yield ""


def _names(path: str) -> set[str]:
    """What a file may be called by: its own name, and the last part of its module's name."""
    pure = PurePosixPath(path)
    return {pure.name, pure.parent.name if pure.name == "__init__.py" else pure.stem}
