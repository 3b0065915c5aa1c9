"""Names a module binds by import, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from testguard.syntax import Node, find


class Import(Struct, frozen=True):
    """``import module as local`` or ``from module import name as local``.

    ``module`` keeps the leading dots of a relative import. ``name`` is "" for a plain import and
    ``*`` for a star import.
    """

    module: str
    name: str
    local: str
    line: int

    @property
    def qualified(self) -> str:
        """The dotted name that ``local`` stands for."""
        if not self.name:
            return self.module
        dot = "" if self.module.endswith(".") else "."
        return f"{self.module}{dot}{self.name}"


class Imports(Struct, frozen=True, dict=True):
    """All imports of a module, at any depth."""

    entries: tuple[Import, ...] = ()

    def qualify(self, name: str) -> str:
        """The dotted name behind a local dotted name: ``p.Output`` to ``pulumi.Output``."""
        head, _, rest = name.partition(".")
        qualified = self._by_local.get(head)
        if qualified is None:
            return name
        return f"{qualified}.{rest}" if rest else qualified

    def binds(self, name: str) -> bool:
        """Whether an import binds the plain name ``name``."""
        return name in self._by_local

    def names_for(self, word: str) -> frozenset[str]:
        """The local names, other than ``word``, for dotted names that hold ``word``."""
        pairs = self._by_local.items()
        return frozenset(own for own, name in pairs if word in name and own != word)

    def modules(self) -> frozenset[str]:
        """Every module named, and every ``module.name`` that may itself be a module."""
        return frozenset(
            part
            for entry in self.entries
            for part in (entry.module, entry.qualified)
            if part and not part.endswith("*")
        )

    @cached_property
    def _by_local(self) -> dict[str, str]:
        return {entry.local: entry.qualified for entry in reversed(self.entries)}


def read_imports(root: Node) -> Imports:
    """The imports below ``root``."""
    statements = find(root, "import_statement", "import_from_statement")
    return Imports(tuple(entry for node in statements for entry in _entries(node)))


def _entries(statement: Node) -> Iterator[Import]:
    line = statement.range().start.line + 1
    source = statement.field("module_name")
    module = source.text().replace(" ", "") if source else ""
    if source is not None and "*" in statement.text() and find(statement, "wildcard_import"):
        yield Import(module, "*", "*", line)
    for node in statement.field_children("name"):
        name, alias = _name_and_alias(node)
        if source is not None:
            yield Import(module, name, alias or name, line)
        elif alias:
            yield Import(name, "", alias, line)
        else:
            head = name.partition(".")[0]
            yield Import(head, "", head, line)
            if head != name:
                yield Import(name, "", name, line)


def _name_and_alias(node: Node) -> tuple[str, str]:
    if node.kind() != "aliased_import":
        return node.text(), ""
    name, alias = node.field("name"), node.field("alias")
    return (name.text() if name else ""), (alias.text() if alias else "")
