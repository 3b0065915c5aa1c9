"""From graphs to what is expected of each resource, and from two graphs to what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from testguard.model.resource import ASSET, Graph, Resource, is_secret
from testguard.scaffold.grouping import Case
from testguard.scaffold.plan import Change
from testguard.scaffold.tree import (
    NAME,
    Call,
    Joined,
    Parsed,
    Relation,
    Tree,
    express,
    resources_of,
)

SECRETS, PROVIDER, NEEDS, REST = "$secrets", "$provider", "$needs", "$noise"
MARKS = (SECRETS, PROVIDER, NEEDS, REST)
REFERENCE = "$resource"
MOST_LINES = 6
Told = Callable[[Resource], Mapping[str, Any]]


def cases_of(graph: Graph, told: Told) -> list[Case]:
    """What is expected of each resource of a graph, in the order of declaration."""
    return [Case(each.id, each.type, each.name, expected(graph, each, told))
            for each in graph.resources if each.custom]  # fmt: skip


def expected(graph: Graph, resource: Resource, told: Told) -> dict[str, Tree]:
    """Properties by name; under headings with a dollar what else a resource is given."""
    found: dict[str, Tree] = {}
    shown = {name: value for name, value in told(resource).items() if not _is_local(value)}
    for name, value in shown.items():
        sources = resources_of(graph, resource.references.get(name, ()))
        found[name] = express(value, sources)
    if shown.keys() != resource.properties.keys():
        found[REST] = True
    secrets = sorted(name for name, value in shown.items() if is_secret(value))
    if secrets:
        found[SECRETS] = secrets
    if resource.provider:
        found[PROVIDER] = Relation(resource.provider, NAME)
    implied = {id_ for ids in resource.references.values() for id_ in ids}
    needs = [id_ for id_ in resource.depends_on if id_ not in implied]
    if needs:
        found[NEEDS] = [Relation(id_, NAME) for id_ in needs]
    return found


def _is_local(value: Any) -> bool:
    """Whether a value is of this machine or this run: an absolute path, a resource as such."""
    if isinstance(value, Mapping):
        asset = value.get(ASSET)
        path = asset.get("path") if isinstance(asset, Mapping) else None
        return (
            (isinstance(path, str) and Path(path).is_absolute())
            or value.keys() == {REFERENCE}
            or any(map(_is_local, value.values()))
        )
    return isinstance(value, list) and any(map(_is_local, value))


class Pairs(Struct, frozen=True):
    """Two graphs, resource by resource: ids of the new one by ids of the old one."""

    ids: Mapping[str, str]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def pair(old: Graph, new: Graph, replaced: tuple[str, str] | None) -> Pairs:
    """Match by type and name, where names may have a value ``replaced`` by another."""
    known = {(each.type, each.name): each.id for each in new.resources}
    found: dict[str, str] = {}
    for each in old.resources:
        names = [each.name]
        if replaced:
            names.append(each.name.replace(*replaced))
        id_ = next((known[each.type, name] for name in names if (each.type, name) in known), None)
        if id_ is not None:
            found[each.id] = id_
    taken = set(found.values())
    return Pairs(
        found,
        tuple(each.id for each in new.resources if each.id not in taken),
        tuple(each.id for each in old.resources if each.id not in found),
    )


def compare(old: Graph, new: Graph, told: Told, replaced: tuple[str, str] | None) -> dict[str, Any]:
    """What an override changes, as fields of an `Override`."""
    pairs = pair(old, new, replaced)
    by_id = {each.id: each for each in new.resources}
    renamed = any(
        each.custom and by_id[pairs.ids[each.id]].name != each.name
        for each in old.resources
        if each.id in pairs.ids
    )
    return {
        **_lines(list(differences(old, new, told, pairs))),
        "renamed": (*replaced, tuple(_unmoved(new, replaced))) if renamed and replaced else None,
        "added": tuple((by_id[id_].type, by_id[id_].name) for id_ in pairs.added),
        "removed": tuple(
            (each.type, each.name) for each in old.resources if each.id in pairs.removed
        ),
    }


_NONE = object()


class Difference(Struct, frozen=True):
    """A property that a resource of the new graph is given otherwise, or not at all, in the old."""

    resource: str
    key: str
    old: Tree
    new: Tree


def differences(old: Graph, new: Graph, told: Told, pairs: Pairs) -> Iterator[Difference]:
    """What is given to resources of both graphs, but otherwise."""
    by_id = {each.id: each for each in new.resources}
    before = {case.id: case.expected for case in cases_of(old, told)}
    for resource in old.resources:
        other = by_id.get(pairs.ids.get(resource.id, ""))
        if other is None or not resource.custom:
            continue
        was = {key: _moved(tree, pairs.ids) for key, tree in before[resource.id].items()}
        for key, tree in expected(new, other, told).items():
            if key not in MARKS and was.get(key, _NONE) != tree:
                yield Difference(other.id, key, was.get(key), tree)


def _unmoved(graph: Graph, replaced: tuple[str, str]) -> Iterable[str]:
    """The names in which the new value does not stand."""
    return [each.name for each in graph.resources if replaced[1] not in each.name]


def _lines(changes: list[Difference]) -> dict[str, Any]:
    """The changes that many resources share, and the first others."""
    groups: list[tuple[str, Tree, list[str]]] = []
    for each in changes:
        for group in groups:
            if group[0] == each.key and group[1] == each.new:
                group[2].append(each.resource)
                break
        else:
            groups.append((each.key, each.new, [each.resource]))
    wide = [group for group in groups if len(group[2]) > 3]  # noqa: PLR2004
    narrow = [(id_, key, tree) for key, tree, ids in groups if len(ids) <= 3 for id_ in ids]  # noqa: PLR2004
    single: dict[str, dict[str, Tree]] = {}
    for id_, key, tree in narrow[:MOST_LINES]:
        single.setdefault(id_, {})[key] = tree
    shared = sorted(wide, key=lambda group: -len(group[2]))[:2]
    return {
        "changes": tuple(Change(id_, keys) for id_, keys in single.items()),
        "shared": tuple((key, tree, tuple(ids)) for key, tree, ids in shared),
    }


def _moved(tree: Tree, ids: Mapping[str, str]) -> Tree:
    """A tree whose relations lead to the resources of the other graph."""
    if isinstance(tree, Relation):
        return Relation(ids.get(tree.resource, tree.resource), tree.output)
    if isinstance(tree, Mapping):
        return {key: _moved(item, ids) for key, item in tree.items()}
    if isinstance(tree, list):
        return [_moved(item, ids) for item in tree]
    if isinstance(tree, Joined):
        return Joined(tuple(_moved(part, ids) for part in tree.parts))
    if isinstance(tree, Call):
        return Call(tree.function, tuple(_moved(each, ids) for each in tree.arguments))
    return Parsed(_moved(tree.value, ids)) if isinstance(tree, Parsed) else tree
