"""Which fixture a name means, as pytest looks it up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from testguard.suite.assignments import assigned
from testguard.suite.cases import ancestry, is_fixture
from testguard.suite.library import Library
from testguard.suite.module import Module, decorators_of, definitions_in, name_of
from testguard.syntax import Node, find

Place = tuple[Module, Node]


def parameters(function: Node) -> list[str]:
    """The names of the parameters, in order, ``self`` and starred ones included."""
    block = function.field("parameters")
    names = []
    for node in block.named_children() if block else ():
        name = node if node.kind() == "identifier" else next(iter(find(node, "identifier")), None)
        if name is not None:
            names.append(name.text())
    return names


def fixture_named(name: str, place: Place, library: Library, owner: Node | None) -> Place | None:
    """The fixture that the function at ``place`` gets for a parameter called ``name``."""
    module, function = place
    for home, node in _visible(module, library, owner):
        if node != function and _fixture_name(node) == name:
            return home, node
    entry = module.imports.qualify(name)
    found = library.define(entry, module.path) if entry != name else None
    if found and not found.rest and is_fixture(found.module, found.node):
        return found.module, found.node
    return None


def autouse_fixtures(module: Module, library: Library, owner: Node | None) -> Iterator[Place]:
    """Every fixture that runs around a test without being asked for."""
    for home, node in _visible(module, library, owner):
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


def _visible(module: Module, library: Library, owner: Node | None) -> Iterator[Place]:
    if owner is not None:
        for home, node in [(module, owner), *ancestry(module, owner, library).definitions]:
            block = node.field("body")
            yield from _fixtures_in(home, definitions_in(block) if block else [])
    for home in _homes(module, library):
        yield from _fixtures_in(home, list(home.definitions.values()))


def _fixtures_in(home: Module, nodes: list[Node]) -> Iterator[Place]:
    for node in nodes:
        if node.kind() == "function_definition" and is_fixture(home, node):
            yield home, node


def _homes(module: Module, library: Library) -> Iterator[Module]:
    seen: set[str] = set()
    queue = [module, *conftests(module, library)]
    while queue:
        home = queue.pop(0)
        if home.path in seen:
            continue
        seen.add(home.path)
        yield home
        queue += _plugins(home, library)


def conftests(module: Module, library: Library) -> list[Module]:
    """The ``conftest.py`` files pytest loads for a module, nearest first."""
    paths = [str(folder / "conftest.py") for folder in PurePosixPath(module.path).parents]
    return [found for path in paths if (found := library.load(path))]


def _plugins(home: Module, library: Library) -> list[Module]:
    value = assigned(home).get("pytest_plugins")
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
