"""Which changes of a resource tell something that no other one tells.

Whoever notices that a value is another one notices as well that it is missing, or zero, and that
what holds it is missing. Trying all of these would take many times as long and tell the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from testguard.model.mutant import Act, Change, Path
from testguard.model.resource import Graph, Json, Resource
from testguard.mutation.decided import UNDECIDED, Decisions
from testguard.mutation.operator import Operator, all_operators
from testguard.mutation.properties import is_tags, values, within

# what these say, others say with a name; those come first, and what leaves least behind last
GENERAL = (
    "enum-swapped", "boolean-flipped", "number-moved", "number-zeroed", "string-changed",
    "element-dropped", "list-emptied", "property-dropped",
)  # fmt: skip
HOLDING = frozenset({"list-emptied", "property-dropped"})
# operators that do several things at one place, each of which may be noticed alone
SEVERAL = frozenset({"instance-shrunk", "dependency-cut"})
_PROSE = ("description", "comment")
Named = tuple[str, Change]


def ordered_operators() -> list[Operator]:
    """All operators, those with a name for what is wrong before general ones."""
    rank = {name: place for place, name in enumerate(GENERAL)}
    return sorted(all_operators(), key=lambda each: rank.get(each.name, -1))


def worth_trying(
    resource: Resource, graph: Graph, decisions: Decisions = UNDECIDED
) -> Iterator[Named]:
    """The changes of a resource that tell something, with their operators' names."""
    chosen = _Chosen(resource, graph)
    for name, change in _ordered(resource, graph):
        if not decisions.is_own(name, change, resource, graph) and chosen.adds(name, change):
            yield name, change


def _ordered(resource: Resource, graph: Graph) -> Iterator[Named]:
    """All changes: those of what holds others last, from the inside out."""
    last: list[Named] = []
    for operator in ordered_operators():
        named = ((operator.name, change) for change in operator.mutate(resource, graph))
        if operator.name in HOLDING:
            last += named
        else:
            yield from named
    yield from sorted(last, key=lambda each: -len(each[1].path))


@dataclass
class _Chosen:
    """What was chosen so far: which operator has a place in the properties."""

    resource: Resource
    graph: Graph
    places: dict[tuple[Act, Path], str] = field(default_factory=dict)

    def adds(self, operator: str, change: Change) -> bool:
        """Whether a change tells something new; it is chosen then."""
        in_properties = change.act in (Act.SET, Act.DROP)
        if in_properties and self._is_idle(operator, change):
            return False
        place = (Act.SET if in_properties else change.act, change.path)
        by = self.places.get(place)
        if by is not None and (by != operator or operator not in SEVERAL):
            return False
        self.places[place] = operator
        return True

    def _is_idle(self, operator: str, change: Change) -> bool:
        path = change.path
        if within(path[-1:], *_PROSE) or (is_tags(path, change.old) and self._is_tagged_around()):
            return True
        if operator == "tag-dropped":
            return self._is_made_up(change.old) or self._is_everywhere(path, change.old)
        if within(path[:-1], "tags", "labels"):
            return True
        if isinstance(path[-1], int) and path[-1] > 0:  # its first neighbour speaks for all
            return not isinstance(change.old, Mapping)
        if operator == "element-dropped":
            return False
        holds = not is_tags(path, change.old) and isinstance(change.old, Mapping | list)
        return holds and self._is_changed_below(path)

    def _is_tagged_around(self) -> bool:
        """Whether constructs around it give it its tags; one that is missing speaks for all."""
        return bool(self.resource.owner)

    def _is_changed_below(self, path: Path) -> bool:
        return any(act is Act.SET and known[: len(path)] == path for act, known in self.places)

    def _is_made_up(self, tag: Json) -> bool:
        """Whether the CDK tags what it is for, or names it by its construct path."""
        if not isinstance(tag, Mapping):
            return False
        key, value = str(tag.get("Key")), tag.get("Value")
        return key.startswith("aws-cdk:") or (
            key == "Name" and self.resource.name.startswith(f"{value}/")
        )

    def _is_everywhere(self, path: Path, tag: Json) -> bool:
        """Whether all that have tags have this one, and another resource stands for them."""
        bags = [(each, bag) for each in self.graph.resources for bag in _bags(each)]
        common = len(bags) > 1 and all(_has(bag, path[-1], tag) for _, bag in bags)
        first = min((each.source, each.id) for each, _ in bags) if common else ()
        return common and first != (self.resource.source, self.resource.id)


def _bags(resource: Resource) -> Iterable[Json]:
    return (value for path, value in values(resource) if is_tags(path, value) and value)


def _has(bag: Json, key: str | int, tag: Json) -> bool:
    return bag.get(key) == tag if isinstance(bag, Mapping) else tag in bag
