"""Which names the parts of a module use: what a caller of one part really reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from msgspec import Struct

from testguard.suite.module import Module, name_of
from testguard.syntax import Node, find

_DEFINITIONS = ("function_definition", "class_definition")
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement", "comment")


class Usage(Struct, frozen=True):
    """The identifiers in each top-level definition, and those that importing the module runs.

    ``automatic`` are the autouse fixtures, which are used without being named.
    """

    by_name: dict[str, frozenset[str]]
    always: frozenset[str]
    automatic: frozenset[str]

    def of(self, wanted: Collection[str]) -> frozenset[str]:
        """Every name that ``wanted`` definitions use, through other definitions of the module."""
        found: set[str] = set()
        queue = [*wanted, *self.always]
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                queue += self.by_name.get(name, ())
        return frozenset(found)


def read_usage(module: Module) -> Usage:
    """The usage of names in ``module``."""
    by_name: dict[str, set[str]] = defaultdict(set)
    always: set[str] = set()
    automatic: set[str] = set()
    for statement in module.root.children():
        names = list(_defined(statement))
        identifiers = {node.text() for node in find(statement, "identifier")}
        for name in names:
            by_name[name] |= identifiers
        if not names and statement.kind() not in _IMPORTS:
            always |= identifiers
        if "autouse" in identifiers:
            automatic.update(names)
    return Usage(
        {name: frozenset(used) for name, used in by_name.items()},
        frozenset(always),
        frozenset(automatic),
    )


def _defined(statement: Node) -> Iterator[str]:
    """The names a top-level statement defines without running anything of interest."""
    if statement.kind() == "decorated_definition":
        statement = statement.field("definition") or statement
    if statement.kind() in _DEFINITIONS:
        yield name_of(statement)
    elif statement.kind() == "expression_statement" and not find(statement, "call"):
        for assignment in find(statement, "assignment")[:1]:
            left = assignment.field("left")
            if left is not None and left.kind() == "identifier":
                yield left.text()
