"""What an app makes of its stacks: what they do not have where they are constructed alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from testguard.model.resource import Built, Graph
from testguard.scaffold.cases import Difference, Told, differences, pair
from testguard.scaffold.plan import Added, Assembled, Change, Plan
from testguard.scaffold.tree import Tree

MOST_ALIKE = 3


class Alone(Struct, frozen=True):
    """A stack as constructed alone: its graph, below ``top``; in the app it is below ``place``."""

    graph: Graph
    top: str
    place: str
    shared: int

    def renamed(self, text: str) -> str:
        """A text as it is where the stack is named as in the app."""
        return text.replace(self.top, self.place)


def assembled(built: Built, plans: Sequence[Plan], told: Told) -> tuple[Assembled, ...]:
    """The stacks of an app that ``plans`` construct alone, each with what is different in the app.

    What only the app knows shows there: what it hands from stack to stack, regions, tags, aspects.
    What differs alike in more than `MOST_ALIKE` resources is told of whole types, or of one.
    """
    found: list[Assembled] = []
    for graph in built.graphs:
        alone = None if "/" in graph.name else _alone(graph, plans)
        if alone is not None:
            found.append(_assembled(graph, list(_different(alone, graph, told))))
    return tuple(each for each in found if each.changes or each.added)


def _alone(graph: Graph, plans: Iterable[Plan]) -> Alone | None:
    """Of the classes that are planned, the one whose resources most of all stand in ``graph``."""
    standing = (_standing(each.graph, graph) for each in plans if each.class_name)
    return max(filter(None, standing), key=lambda each: each.shared, default=None)


def _standing(alone: Graph, graph: Graph) -> Alone | None:
    below = {(each.type, each.name.partition("/")[2]) for each in alone.resources}
    places: Counter[str] = Counter()
    for each in graph.resources:
        steps = each.name.split("/")
        for cut in range(1, len(steps)):
            if (each.type, "/".join(steps[cut:])) in below:
                places["/".join(steps[:cut])] += 1
    if not places:
        return None
    [(place, shared)] = places.most_common(1)
    return Alone(alone, alone.resources[0].name.partition("/")[0], place, shared)


def _different(alone: Alone, graph: Graph, told: Told) -> Iterator[Difference]:
    """What differs by more than the name of the stack."""
    resources = (replace(each, name=alone.renamed(each.name)) for each in alone.graph.resources)
    old = replace(alone.graph, resources=tuple(resources))
    for each in differences(old, graph, told, pair(old, graph, None)):
        if _with(each.old, alone.renamed) != each.new:
            yield replace(each, old=_with(each.old, alone.renamed))


def _with(tree: Tree, change: Callable[[str], str]) -> Tree:
    """A tree whose texts are changed."""
    if isinstance(tree, str):
        return change(tree)
    if isinstance(tree, Mapping):
        return {key: _with(item, change) for key, item in tree.items()}
    return [_with(item, change) for item in tree] if isinstance(tree, list) else tree


def _assembled(graph: Graph, found: Sequence[Difference]) -> Assembled:
    alike: dict[tuple[str, str], list[Difference]] = {}
    for each in found:
        alike.setdefault(_kind(each), []).append(each)
    single: list[Difference] = []
    added: list[Added] = []
    for some in alike.values():
        items = _news(some[0].old, some[0].new)
        whole = _whole_types(graph, some) if items and len(some) > MOST_ALIKE else {}
        rest = [each for each in some if each.resource not in whole]
        if whole:
            added.append(Added(some[0].key, tuple(items), tuple(dict.fromkeys(whole.values()))))
        single += rest[:1] if len(rest) > MOST_ALIKE else rest
    return Assembled(graph, tuple(_changes(graph, single)), tuple(added))


def _whole_types(graph: Graph, alike: Sequence[Difference]) -> dict[str, str]:
    """Of resources whose list has more items, those of types of which it is every one's."""
    if not all(isinstance(each.new, list) for each in alike):
        return {}
    ids = {each.resource for each in alike}
    types = {each.type for each in graph.resources}
    partly = {each.type for each in graph.resources if each.id not in ids}
    return {each.id: each.type for each in graph.resources if each.type in types - partly}


def _kind(each: Difference) -> tuple[str, str]:
    """What counts as alike: what is new, or all, where something is gone or in another order."""
    return each.key, repr(_news(each.old, each.new) or each.new)


def _news(old: Tree, new: Tree) -> Tree:
    """What ``new`` has and ``old`` has not."""
    if isinstance(new, list):
        return [each for each in new if not isinstance(old, list) or each not in old]
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {key: _news(old.get(key), item) for key, item in new.items()
                if key not in old or old[key] != item}  # fmt: skip
    return new


def _changes(graph: Graph, found: Iterable[Difference]) -> Iterator[Change]:
    by_id: dict[str, dict[str, Any]] = {}
    for each in found:
        by_id.setdefault(each.resource, {})[each.key] = each.new
    return (Change(each.id, by_id[each.id]) for each in graph.resources if each.id in by_id)
