"""Methods by name, in the modules a test module can take objects from."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.suite.fixtures import conftests
from testguard.suite.lookup import Lookup, Place
from testguard.suite.module import Module, name_of
from testguard.suite.scopes import nested_definitions
from testguard.syntax import find

MAX_MODULES = 20


class MethodIndex:
    """The methods of the classes in a test module, its conftests and the support it imports."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def named(self, name: str, module: Module) -> Iterator[Place]:
        """The methods called ``name`` of classes that ``module`` can meet."""
        homes = self._lookup.keep(module.path, "homes", lambda: self._homes(module))
        for home in homes:
            yield from self._methods_of(home).get(name, ())

    def _methods_of(self, home: Module) -> dict[str, list[Place]]:
        return self._lookup.keep(home.path, "methods", lambda: _methods(home))

    def _homes(self, module: Module) -> list[Module]:
        found = {module.path: module}
        queue = [module, *conftests(module, self._lookup.library)]
        while queue and len(found) < MAX_MODULES:
            home = queue.pop(0)
            found[home.path] = home
            for entry in home.imports.entries:
                resolved = self._lookup.resolve(entry.qualified, home)
                if (
                    resolved
                    and resolved[0].path not in found
                    and self._lookup.supports(resolved[0])
                ):
                    queue.append(resolved[0])
        return list(found.values())


def _methods(home: Module) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for cls in find(home.root, "class_definition"):
        for node in nested_definitions(cls).values():
            if node.kind() == "function_definition":
                found.setdefault(name_of(node), []).append((home, node))
    return found
