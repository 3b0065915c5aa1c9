"""Finding and parsing the repository's own modules by the names imports use."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from os.path import isfile, join
from pathlib import Path
from posixpath import normpath
from typing import Any, TypeVar

from msgspec import Struct

from testguard.errors import UnreadableSource
from testguard.suite.consulted import Consulted
from testguard.suite.contents import Contents
from testguard.suite.mentions import Mentions
from testguard.suite.module import Module
from testguard.syntax import Node, decode

MAX_HOPS = 8
Item = TypeVar("Item")


class Definition(Struct, frozen=True):
    """A function or class and the module that holds it; ``rest`` is what follows its name."""

    module: Module
    node: Node
    rest: str = ""


class Library:
    """The modules below ``root``, parsed on demand and kept.

    ``roots`` are extra import roots relative to ``root`` (``src``, pytest's ``pythonpath``). A
    module is searched beside its importer first, then in every folder above it, then in ``roots``.
    ``consulted`` tells what was asked, by readers of suites and by the library itself; what they
    learn goes into ``kept`` by way of `keep` or `kept_for`, or ``consulted`` would not know of it.
    """

    def __init__(self, root: Path, roots: tuple[str, ...] = ("src",)) -> None:
        self.root = root
        self.consulted = Consulted()
        self.contents = Contents(root)
        self.mentions = Mentions(root, self.consulted)
        self._roots = tuple("" if normpath(root) == "." else normpath(root) for root in roots)
        self._modules: dict[str, Module | None] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self.kept: dict[Hashable, Any] = {}

    def load(self, path: str) -> Module | None:
        """The module at ``path`` (relative to the root), or None where it cannot be read."""
        if path not in self._modules:
            try:
                self._modules[path] = self.read(path)
            except UnreadableSource:
                self._modules[path] = None
        module = self._modules[path]
        self.consulted.note(("bytes", path), module.digest if module else None)
        return module

    def read(self, path: str) -> Module:
        """The module at ``path``, read anew and not kept. Raises `UnreadableSource`."""
        data, digest = self.contents.read(path)
        module = Module(path, decode(data), digest)
        self.consulted.note(("bytes", path), digest)
        return module

    def keep(self, home: str, key: Hashable, make: Callable[[], Item]) -> Item:
        """What was learned of the module at ``home`` and kept as ``key``, or is learned now."""
        kept = self.kept_for(home)
        full = (home, key)
        if full not in kept:
            with self.consulted.on_behalf_of(home):
                kept[full] = make()
        return kept[full]  # type: ignore[no-any-return]

    def kept_for(self, home: str) -> dict[Hashable, Any]:
        """Where readers of suites keep what they learn on behalf of the module at ``home``."""
        self.consulted.ask(home)
        return self.kept

    def add(self, module: Module) -> None:
        """Make ``module`` the one at its path."""
        self._modules[module.path] = module

    @contextmanager
    def holding(self, module: Module) -> Iterator[None]:
        """Make ``module`` the one at its path for a while: what is read once need not be kept."""
        before = self._modules.get(module.path)
        self._modules[module.path] = module
        try:
            yield
        finally:
            if before is None:
                del self._modules[module.path]
            else:
                self._modules[module.path] = before

    def find(self, name: str, importer: str) -> str | None:
        """The path of the module that ``name`` means in ``importer``; None for foreign ones."""
        return self.find_from(name, importer.rpartition("/")[0])

    def find_from(self, name: str, folder: str) -> str | None:
        """The path of the module that ``name`` means in a module of ``folder``."""
        key = (name, folder)
        if key not in self._found:
            self._found[key] = self._search(*key)
        self.consulted.note(("find", *key), self._found[key])
        return self._found[key]

    def resolve(self, qualified: str, importer: str) -> tuple[Module, str] | None:
        """The module and the attribute path that a dotted name means: ``pkg.mod.Class.method``."""
        relative = qualified.lstrip(".")
        dots = qualified[: len(qualified) - len(relative)]
        parts = relative.split(".")
        for cut in range(len(parts), -1 if dots else 0, -1):
            path = self.find(dots + ".".join(parts[:cut]), importer)
            module = self.load(path) if path else None
            if module is not None:
                return module, ".".join(parts[cut:])
        return None

    def define(self, qualified: str, importer: str) -> Definition | None:
        """The function or class a dotted name means, followed through re-exports."""
        for _ in range(MAX_HOPS):
            resolved = self.resolve(qualified, importer)
            if resolved is None:
                return None
            module, attribute = resolved
            head, _, rest = attribute.partition(".")
            node = module.definitions.get(head)
            if node is not None:
                return Definition(module, node, rest)
            onward = module.imports.qualify(attribute)
            if onward == attribute:
                return None
            qualified, importer = onward, module.path
        return None

    def _search(self, name: str, folder: str) -> str | None:
        relative = name.lstrip(".")
        dots = len(name) - len(relative)
        bases = _upward(folder)
        bases = bases[dots - 1 : dots] if dots else [*bases, *self._roots]
        for base in bases:
            for candidate in _candidates(base, relative.replace(".", "/")):
                if self._modules.get(candidate) or self._exists(candidate):
                    return candidate
        return None

    def _exists(self, path: str) -> bool:
        return isfile(join(self.root, path))  # noqa: PTH113, PTH118 - asked ten thousand times


def _upward(folder: str) -> list[str]:
    """``a/b`` to ``a/b``, ``a`` and "", which is the root."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]


def _candidates(base: str, tail: str) -> list[str]:
    stem = "/".join(part for part in (base, tail) if part)
    package = f"{stem}/__init__.py" if stem else "__init__.py"
    return [f"{stem}.py", package] if tail else [package]
