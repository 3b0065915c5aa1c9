"""Which changes are about what a construct decides by itself: no line states the opposite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Json, Resource
from testguard.model.statement import Declared

# whoever decided it: these are worth a test
GRAVE = frozenset(
    {
        "deletion-protection-weakened", "encryption-weakened", "multi-az-weakened",
        "public-access-opened", "retention-weakened",
    }
)  # fmt: skip
_MAIN = ("", "/Resource", "/Default")  # what a construct is for is called one of these


@dataclass(frozen=True)
class Decisions:
    """What is known of each declaration, by type and source; where nothing is, all is stated."""

    declared: Mapping[tuple[str, str], Declared] = field(default_factory=dict)

    @classmethod
    def of(cls, declared: Iterable[Declared]) -> Decisions:
        """The decisions that were observed."""
        return cls({(each.type, each.source): each for each in declared})

    def is_own(self, operator: str, change: Change, resource: Resource, graph: Graph) -> bool:
        """Whether a construct of a library decided what is changed, and not the user's code.

        Properties that do not change whatever the code says are its own, unless they lead to what
        another construct is for; so is that a part exists, unless its number follows from the code.
        """
        known = self.declared.get((resource.type, resource.source))
        if known is None or resource.name == resource.owner or operator in GRAVE:
            return False
        if change.act in (Act.REMOVE, Act.DUPLICATE):
            is_part = resource.name not in {f"{resource.owner}{each}" for each in _MAIN}
            return is_part and not (known.counted and change.act is Act.REMOVE)
        if change.act in (Act.SET, Act.DROP):
            return change.path in known.own and not _leads_out(change.old, resource, graph)
        return change.act is Act.CUT and not _leads_out(change.old, resource, graph)


UNDECIDED = Decisions()


def _leads_out(value: Json, resource: Resource, graph: Graph) -> bool:
    """Whether a value refers to a resource of another construct."""
    owners = {each.id: each.owner for each in graph.resources}
    return any(owners.get(text, resource.owner) != resource.owner for text in _strings(value))


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
