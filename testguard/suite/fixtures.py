"""Which fixture a name means, as pytest looks it up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from testguard.suite.assignments import assigned
from testguard.suite.cases import is_fixture
from testguard.suite.library import Library
from testguard.suite.lookup import Lookup, Place
from testguard.suite.module import Module, decorators_of, name_of
from testguard.syntax import Node, find


def parameters(function: Node) -> list[str]:
    """The names of the parameters, in order, ``self`` and starred ones included."""
    block = function.field("parameters")
    names = []
    for node in block.named_children() if block else ():
        name = node if node.kind() == "identifier" else next(iter(find(node, "identifier")), None)
        if name is not None:
            names.append(name.text())
    return names


def fixture_named(name: str, place: Place, lookup: Lookup, owner: Node | None) -> Place | None:
    """The fixture that the function at ``place`` gets for a parameter called ``name``."""
    module, function = place
    for home, fixtures in _visible(module, lookup, owner):
        found = fixtures.get(name)
        if found is not None and found != function:
            return home, found
    if not module.imports.binds(name):
        return None
    defined = lookup.define(module.imports.qualify(name), module)
    if defined and not defined[2] and is_fixture(defined[0], defined[1]):
        return defined[:2]
    return None


def autouse_fixtures(module: Module, lookup: Lookup, owner: Node | None) -> Iterator[Place]:
    """Every fixture that runs around a test without being asked for."""
    for home, fixtures in _visible(module, lookup, owner):
        for node in fixtures.values():
            if any("autouse=True" in decorator.text() for decorator in decorators_of(node)):
                yield home, node


def after_yield(function: Node) -> list[Node]:
    """The statements of a fixture that run after the test."""
    block = function.field("body")
    statements = block.named_children() if block else []
    for index, statement in enumerate(statements):
        if find(statement, "yield"):
            return statements[index:]
    return []


def conftests(module: Module, library: Library) -> list[Module]:
    """The ``conftest.py`` files pytest loads for a module, nearest first."""
    paths = [str(folder / "conftest.py") for folder in PurePosixPath(module.path).parents]
    return [found for path in paths if (found := library.load(path))]


def _visible(
    module: Module, lookup: Lookup, owner: Node | None
) -> Iterator[tuple[Module, dict[str, Node]]]:
    if owner is not None:
        for home, node in lookup.lineage((module, owner)):
            yield home, _fixtures_in(home, node, lookup)
    for home in lookup.keep(module.path, "fixture homes", lambda: _homes(module, lookup.library)):
        yield home, _fixtures_in(home, home.root, lookup)


def _fixtures_in(home: Module, block: Node, lookup: Lookup) -> dict[str, Node]:
    def make() -> dict[str, Node]:
        definitions = lookup.names_in(home, block).values()
        return {
            _fixture_name(node): node
            for node in definitions
            if node.kind() == "function_definition" and is_fixture(home, node)
        }

    return lookup.keep(home.path, ("fixtures", block.range().start.index, block.kind()), make)


def _homes(module: Module, library: Library) -> list[Module]:
    found: dict[str, Module] = {}
    queue = [module, *conftests(module, library)]
    while queue:
        home = queue.pop(0)
        if home.path not in found:
            found[home.path] = home
            queue += _plugins(home, library)
    return list(found.values())


def _plugins(home: Module, library: Library) -> list[Module]:
    value = assigned(home).get("pytest_plugins") if "pytest_plugins" in home.text else None
    names = [node.text() for node in find(value, "string_content")] if value else []
    names += [entry.module for entry in home.imports.entries if entry.name == "*"]
    paths = [library.find(name, home.path) for name in names]
    return [found for path in paths if path and (found := library.load(path))]


def _fixture_name(node: Node) -> str:
    for decorator in decorators_of(node):
        for keyword in find(decorator, "keyword_argument"):
            name, value = keyword.field("name"), keyword.field("value")
            if name and value and name.text() == "name":
                return value.text().strip("\"'")
    return name_of(node)
