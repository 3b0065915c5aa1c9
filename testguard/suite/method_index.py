"""Methods by name, in the modules a test module can take objects from."""

from __future__ import annotations

from collections.abc import Mapping

from testguard.suite.fixtures import conftests
from testguard.suite.library import Library
from testguard.suite.module import Module, name_of
from testguard.suite.scopes import enclosing_class
from testguard.suite.support import supports_tests
from testguard.syntax import Node, find

Place = tuple[Module, Node]
MAX_MODULES = 20


class MethodIndex:
    """The methods of the classes in a test module, its conftests and the support it imports."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._methods: dict[str, dict[str, list[Place]]] = {}
        self._near: dict[str, dict[str, list[Place]]] = {}

    def near(self, module: Module) -> Mapping[str, list[Place]]:
        """The methods by name."""
        if module.path not in self._near:
            merged: dict[str, list[Place]] = {}
            for home in self._homes(module):
                for name, places in self._methods_of(home).items():
                    merged.setdefault(name, []).extend(places)
            self._near[module.path] = merged
        return self._near[module.path]

    def _methods_of(self, home: Module) -> Mapping[str, list[Place]]:
        if home.path not in self._methods:
            found: dict[str, list[Place]] = {}
            for cls in find(home.root, "class_definition"):
                for node in find(cls, "function_definition"):
                    if enclosing_class(node) == cls:
                        found.setdefault(name_of(node), []).append((home, node))
            self._methods[home.path] = found
        return self._methods[home.path]

    def _homes(self, module: Module) -> list[Module]:
        found = {module.path: module}
        queue = [module, *conftests(module, self._library)]
        while queue and len(found) < MAX_MODULES:
            home = queue.pop(0)
            found[home.path] = home
            for entry in home.imports.entries:
                resolved = self._library.resolve(entry.qualified, home.path)
                if resolved and resolved[0].path not in found and supports_tests(resolved[0]):
                    queue.append(resolved[0])
        return list(found.values())
