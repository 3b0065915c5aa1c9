"""Which framework class a class descends from, through the repository's own modules."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache

from msgspec import Struct

from testguard.discovery.places import Places
from testguard.discovery.sketch import Sketch
from testguard.plugin import Framework
from testguard.suite.cases import base_names
from testguard.suite.imports import Imports
from testguard.suite.library import Library
from testguard.suite.module import Module, body_of, name_of
from testguard.syntax import Node, find

MAX_STEPS = 200
_BUILTINS = frozenset(dir(builtins))


class Ancestor(Struct, frozen=True):
    """The framework, and the dotted name of its class that makes another one infrastructure."""

    framework: Framework
    base: str


class Lineage:
    """Follows base classes by name: aliases, re-exports, star imports, assignments, cycles."""

    def __init__(self, library: Library, places: Places, frameworks: Sequence[Framework]) -> None:
        self._library = library
        self._places = places
        self._frameworks = frameworks
        self._bases = {base: framework for framework in frameworks for base in framework.bases}
        self._aliases = cache(_aliases)

    def may_be_in(self, path: str, sketch: Sketch) -> bool:
        """Whether the file of ``sketch`` may define infrastructure; False is certain.

        It may not when every base class is a builtin, a class of the file, or imported from a
        package that is neither a framework nor part of the repository.
        """
        if sketch.doubtful:
            return bool(sketch.bases)
        imports = sketch.read_imports() if sketch.bases else Imports()
        return any(
            self._leads_on(imports.qualify(base), base, path)
            for base in sketch.bases
            if imports.qualify(base) != base or base not in _BUILTINS | sketch.classes
        )

    def _leads_on(self, name: str, base: str, path: str) -> bool:
        if name in self._bases or any(is_resource(name, each) for each in self._frameworks):
            return True
        if name == base and "." not in name:
            return True
        return self._places.module(name, name.rpartition(".")[0] or name, path) is not None

    def components(self, module: Module) -> list[tuple[str, Ancestor]]:
        """The infrastructure classes a module defines at its top level, in document order."""
        classes = [n for n in module.definitions.values() if n.kind() == "class_definition"]
        classes.sort(key=lambda node: node.range().start.line)
        found = [(name_of(node), self._ancestor(module, node)) for node in classes]
        return [(name, ancestor) for name, ancestor in found if ancestor is not None]

    def _ancestor(self, module: Module, node: Node) -> Ancestor | None:
        seen: set[tuple[str, str]] = set()
        queue = [(module, name) for name in base_names(module, node)]
        while queue and len(seen) < MAX_STEPS:
            home, name = queue.pop(0)
            if name in self._bases:
                return Ancestor(self._bases[name], name)
            if framework := self._wrapped(name, node):
                return Ancestor(framework, name)
            if (home.path, name) not in seen:
                seen.add((home.path, name))
                queue += self._onward(home, name)
        return None

    def _wrapped(self, name: str, node: Node) -> Framework | None:
        """The framework one of whose resource classes is derived from, with a scope handed on."""
        for framework in self._frameworks:
            if not framework.implicit_stack and is_resource(name, framework):
                return framework if _takes_scope(node) else None
        return None

    def _onward(self, home: Module, name: str) -> list[tuple[Module, str]]:
        """What ``name`` means in ``home``: the bases of a class, or the name behind the name."""
        head = name.partition(".")[0]
        local = home.definitions.get(head)
        if local is not None:
            return [(home, base) for base in base_names(home, local)]
        if head in self._aliases(home):
            return [(home, meaning) for meaning in self._aliases(home)[head]]
        found = [] if head == name else self._elsewhere(name, home)
        return found or self._starred(home, name)

    def _elsewhere(self, name: str, home: Module) -> list[tuple[Module, str]]:
        found = self._places.module(name, name.rpartition(".")[0], home.path)
        module = self._library.load(found[0]) if found and found[1] else None
        if found is None or module is None:
            return []
        return [(module, module.imports.qualify(found[1]))]

    def _starred(self, home: Module, name: str) -> list[tuple[Module, str]]:
        stars = [entry.module for entry in home.imports.entries if entry.name == "*"]
        return [(home, f"{star.rstrip('.') if star.strip('.') else star}.{name}") for star in stars]


def is_resource(name: str, framework: Framework) -> bool:
    """Whether a dotted name means a resource class of the framework."""
    last = name.rpartition(".")[2]
    return (
        last[:1].isupper()
        and any(fnmatchcase(name, pattern) for pattern in framework.resources)
        and not any(fnmatchcase(name, pattern) for pattern in framework.not_resources)
    )


def _takes_scope(node: Node) -> bool:
    """Whether a class's constructor takes the scope it belongs to."""
    for member in body_of(node):
        if member.kind() == "function_definition" and name_of(member) == "__init__":
            parameters = member.field("parameters")
            return parameters is not None and any(
                name.text() == "scope" for name in find(parameters, "identifier")
            )
    return False


def _aliases(module: Module) -> dict[str, list[str]]:
    """Top-level ``Base = cdk.Stack``: what a name is assigned, also in one of two branches."""
    meanings: dict[str, list[str]] = {}
    for node in find(module.root, "assignment"):
        left, right = node.field("left"), node.field("right")
        if left is None or right is None or left.kind() != "identifier" or _depth(node):
            continue
        options = right.named_children() if right.kind() == "conditional_expression" else [right]
        names = [module.qualify(option) for option in options]
        meanings.setdefault(left.text(), []).extend(name for name in names if name)
    return meanings


def _depth(node: Node) -> bool:
    """Whether a node stands inside a function or class."""
    return any(
        above.kind() in ("function_definition", "class_definition", "lambda")
        for above in node.ancestors()
    )
