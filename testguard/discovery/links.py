"""Which files of the repository a file imports, runs or patches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache

from msgspec import Struct

from testguard.discovery.by_string import named_files, named_modules
from testguard.discovery.places import Places
from testguard.discovery.sketch import Sketch
from testguard.discovery.usage import Usage, read_usage
from testguard.suite.imports import Import, Imports
from testguard.suite.library import Library

MAX_HOPS = 8


class Link(Struct, frozen=True):
    """A file that another one names, and how: "imports lib.tap_stack".

    ``attribute`` is what is taken from the target, "" for all of it. ``local`` is the name that
    the importer calls it by, "" for what it reaches without a name.
    """

    target: str
    attribute: str
    how: str
    local: str = ""


class Links:
    """The links of every file, read on demand and kept."""

    def __init__(self, library: Library, sketch: Callable[[str], Sketch], places: Places) -> None:
        self._library = library
        self._sketch = sketch
        self._places = places
        self.of = cache(self._of)
        self._imports = cache(self._read_imports)
        self._usage = cache(self._read_usage)

    def used_by(self, path: str, names: Collection[str]) -> list[Link]:
        """The links of ``path`` that its definitions called ``names`` use, or its import runs."""
        usage = self._usage(path)
        if usage is None:
            return list(self.of(path))
        used = usage.of(names)
        return [
            link for link in self.of(path) if not link.local or link.local.partition(".")[0] in used
        ]

    def automatic(self, path: str) -> frozenset[str]:
        """The autouse fixtures of ``path``."""
        usage = self._usage(path)
        return usage.automatic if usage else frozenset()

    def reachable(self, path: str) -> frozenset[str]:
        """Every file that ``path`` imports, directly or not."""
        seen: set[str] = set()
        queue = [path]
        while queue:
            new = {link.target for link in self.of(queue.pop())} - seen - {path}
            seen |= new
            queue += new
        return frozenset(seen)

    def _of(self, path: str) -> tuple[Link, ...]:
        """The links of the file at ``path``."""
        links = dict.fromkeys(link for link in self._read(path) if link.target != path)
        return tuple(links)

    def _read(self, path: str) -> Iterator[Link]:
        for entry in self._imports(path).entries:
            yield from self._imported(entry, path)
        module = self._library.load(path) if self._sketch(path).by_name else None
        if module is None:
            return
        for name, how in named_modules(module):
            for target, _ in self._targets(name, name, path):
                yield Link(target, "", f"{how} {name}")
        for words, how in named_files(module):
            if found := self._places.file(words, path):
                yield Link(found, "", f"{how} {found}")

    def _imported(self, entry: Import, path: str) -> Iterator[Link]:
        star = entry.name == "*"
        written = entry.module if star else entry.qualified
        home = self._places.module(entry.module, entry.module, path)
        for target, attribute in self._targets(written, entry.module, path):
            direct = home is not None and home[0] == target
            name = entry.module if direct else written
            shown = _dotted(target) if name.startswith(".") else name
            yield Link(target, attribute, f"imports {shown}", "" if star else entry.local)

    def _targets(self, name: str, least: str, importer: str) -> Iterator[tuple[str, str]]:
        """The files that a dotted name leads to, through re-exports, and what is taken there."""
        for _ in range(MAX_HOPS):
            found = self._places.module(name, least, importer)
            if found is None:
                return
            path, attribute = found
            onward = self._imports(path).qualify(attribute) if attribute else ""
            yield path, attribute
            if onward in ("", attribute):
                yield from self._starred(path, attribute)
                return
            name, least, importer = onward, onward.rpartition(".")[0] or onward, path

    def _starred(self, path: str, attribute: str) -> Iterator[tuple[str, str]]:
        """Where ``attribute`` may come from by ``from .stack import *``."""
        for entry in self._imports(path).entries if attribute else ():
            found = self._places.module(entry.module, entry.module, path)
            if entry.name == "*" and found is not None and found[0] != path:
                yield found[0], attribute

    def _read_imports(self, path: str) -> Imports:
        sketch = self._sketch(path)
        if not sketch.doubtful:
            return sketch.read_imports()
        module = self._library.load(path)
        return module.imports if module else Imports()

    def _read_usage(self, path: str) -> Usage | None:
        module = self._library.load(path)
        return read_usage(module) if module else None


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
