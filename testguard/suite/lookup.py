"""What names mean: in a scope, in a class and its ancestors, in the repository."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from testguard.suite.assignments import assigned, assigned_in
from testguard.suite.cases import ancestry
from testguard.suite.library import Library
from testguard.suite.module import Module
from testguard.suite.scopes import DEFINITIONS, enclosing_functions, nested_definitions
from testguard.suite.support import supports_tests
from testguard.syntax import Node

Place = tuple[Module, Node]
Item = TypeVar("Item")


class Lookup:
    """Looks names up for the suite at ``path``; every answer is kept.

    What concerns the suite's own module is kept here, the rest in the library for other suites.
    """

    def __init__(self, library: Library, path: str) -> None:
        self.library = library
        self._path = path
        self._kept: dict[Hashable, object] = {}

    def keep(self, home: str, key: Hashable, make: Callable[[], Item]) -> Item:
        """The value kept under ``key`` for the module at ``home``, made where there is none."""
        kept = self.kept(home)
        full = (home, key)
        if full not in kept:
            with self.library.consulted.on_behalf_of(home):
                kept[full] = make()
        return kept[full]  # type: ignore[return-value]

    def kept(self, home: str) -> dict[Hashable, object]:
        """Where values for the module at ``home`` are kept; make them on its behalf."""
        kept = self.library.kept_for(home)
        return self._kept if home == self._path else kept

    def supports(self, module: Module) -> bool:
        """Whether ``module`` supports tests, so that its functions are followed."""
        return self.keep(module.path, "supports", lambda: supports_tests(module))

    def names_in(self, module: Module, block: Node) -> dict[str, Node]:
        """The definitions of a function or class; of a module its assignments too."""
        if block.kind() in DEFINITIONS:
            start = block.range().start.index
            return self.keep(module.path, start, lambda: nested_definitions(block))
        return self.keep(module.path, "names", lambda: {**assigned(module), **module.definitions})

    def local(self, name: str, module: Module, scope: Node) -> Place | None:
        """What a plain name means in ``scope``: a nested definition, or one of the module."""
        for block in (*self.chain(module, scope), module.root):
            found = self.names_in(module, block).get(name)
            if found is not None:
                return module, found
        return None

    def chain(self, module: Module, scope: Node) -> tuple[Node, ...]:
        """``scope``, where it is a function, and the functions around it, innermost first."""
        extent = scope.range()
        key = ("chain", extent.start.index, extent.end.index)
        return self.keep(module.path, key, lambda: _chain(scope))

    def method(self, place: Place, name: str, *, above: bool = False) -> Place | None:
        """The method or class attribute of a class, or of its ancestors in the repository."""
        module, node = place
        key = ("method", node.range().start.index, name, above)
        return self.keep(module.path, key, lambda: self._method(place, name, above))

    def lineage(self, place: Place) -> tuple[Place, ...]:
        """A class and its ancestors in the repository, nearest first."""
        module, node = place
        key = ("lineage", node.range().start.index)
        return self.keep(
            module.path,
            key,
            lambda: (place, *ancestry(module, node, self.library).definitions),
        )

    def resolve(self, qualified: str, module: Module) -> tuple[Module, str] | None:
        """The module of the repository and the attribute that a dotted name means in ``module``."""
        key = ("resolve", qualified)
        return self.keep(module.path, key, lambda: self.library.resolve(qualified, module.path))

    def define(self, qualified: str, module: Module) -> tuple[Module, Node, str] | None:
        """The definition a dotted name means in ``module``, and what follows its name."""

        def make() -> tuple[Module, Node, str] | None:
            found = self.library.define(qualified, module.path)
            return (found.module, found.node, found.rest) if found else None

        return self.keep(module.path, ("define", qualified), make)

    def _method(self, place: Place, name: str, above: bool) -> Place | None:
        for home, part in self.lineage(place)[1 if above else 0 :]:
            found = self.names_in(home, part).get(name) or self._attributes(home, part).get(name)
            if found is not None:
                return home, found
        return None

    def _attributes(self, home: Module, part: Node) -> dict[str, Node]:
        block = part.field("body")
        key = ("attributes", part.range().start.index)
        return self.keep(home.path, key, lambda: assigned_in(block) if block else {})


def _chain(scope: Node) -> tuple[Node, ...]:
    own = [scope] if scope.kind() in DEFINITIONS else []
    return (*own, *enclosing_functions(scope))
