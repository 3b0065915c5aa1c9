"""Whether a repository spreads over several AWS regions."""

from __future__ import annotations

from collections.abc import Iterable

from testguard.infrastructure.strings import texts
from testguard.patterns import regex
from testguard.suite.module import Module
from testguard.syntax import Node

REGION = regex(
    r"\b(?:us|eu|ap|sa|ca|af|me|il|mx|cn)(?:-gov|-iso[a-z]?)?"
    r"-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9]\b"
)
TABLE = 4  # so many regions side by side are a list of what is allowed, and say where nothing is


def regions_of(module: Module) -> frozenset[str]:
    """The regions that the strings of a module name, but for lists of many."""
    if not REGION.search(module.text):
        return frozenset()
    found: set[str] = set()
    for text in texts(module):
        if not _in_table(text.node):
            found.update(REGION.findall(text.value))
    return frozenset(found)


def crosses_regions(modules: Iterable[Module], told: Iterable[str] = ()) -> bool:
    """Whether ``modules`` name two regions, together with those that were ``told``."""
    found = set(told)
    for module in modules:
        found |= regions_of(module)
        if len(found) > 1:
            return True
    return len(found) > 1


def _in_table(node: Node) -> bool:
    for above in node.ancestors():
        if above.kind() in ("list", "tuple", "set", "dictionary"):
            if len(set(REGION.findall(above.text()))) >= TABLE:
                return True
        elif above.kind() in ("block", "module", "call"):
            return False
    return False
