"""Resources that are alike become one parametrized test; what differs is its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from testguard.scaffold.tree import NAME, Call, Hole, Joined, Parsed, Relation, Tree

MOST_COLUMNS = 6


class Case(Struct, frozen=True):
    """One resource to assert: where it is, and what is expected of it, as trees by heading."""

    id: str
    type: str
    name: str
    expected: Mapping[str, Tree]


class Group(Struct, frozen=True):
    """Cases that share a form; ``rows`` hold a value per column, the first being the name.

    A resource that is referred to is a `Relation` to it.
    """

    type: str
    expected: Mapping[str, Tree]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    names: tuple[str, ...]


class Different(Exception):
    """Two trees have no form in common."""


@dataclass
class _Columns:
    """Columns as they are found: a name, and a value for each case."""

    count: int
    values: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def of(self, wanted: str, values: tuple[Any, ...]) -> str:
        """The column with these values, made where there is none."""
        for name, known in self.values.items():
            if known == values and [type(each) for each in known] == [type(e) for e in values]:
                return name
        number, name = 1, wanted
        while name in self.values:
            number += 1
            name = f"{wanted}_{number}"
        self.values[name] = values
        return name


def grouped(cases: Sequence[Case], word: Any) -> list[Group]:
    """Groups in the order of their first cases; ``word`` makes a variable's name of a key."""
    found: list[Group] = []
    taken: set[str] = set()
    for place, case in enumerate(cases):
        if case.id in taken:
            continue
        alike = [case]
        group = _group(alike, word)
        for other in cases[place + 1 :]:
            if other.type == case.type and other.id not in taken:
                try:
                    group = _group([*alike, other], word)
                except Different:
                    continue
                alike.append(other)
        taken |= {each.id for each in alike}
        found.append(group)
    return found


def _group(cases: Sequence[Case], word: Any) -> Group:
    columns = _Columns(len(cases))
    if len(cases) > 1:
        columns.values["name"] = tuple(case.name for case in cases)
    shapes = [case.expected for case in cases]
    if any(shape.keys() != shapes[0].keys() for shape in shapes):
        raise Different
    ids = {case.id: case for case in cases}
    expected = {
        key: _unified(word(key.removeprefix("$")), [shape[key] for shape in shapes], columns, word)
        for key in shapes[0]
    }
    if len(columns.values) > MOST_COLUMNS:
        raise Different
    rows = tuple(zip(*columns.values.values(), strict=True))
    return Group(
        cases[0].type, expected, tuple(columns.values), rows, tuple(c.name for c in ids.values())
    )


def _itself(tree: Relation) -> Relation:
    return Relation(tree.resource, NAME)


def _unified(name: str, trees: Sequence[Tree], columns: _Columns, word: Any) -> Tree:
    first = trees[0]
    if all(tree == first and type(tree) is type(first) for tree in trees):
        return first
    kinds = {type(tree) for tree in trees}
    if len(kinds) > 1:
        raise Different
    if isinstance(first, Relation):
        if {tree.output for tree in trees} != {first.output}:
            raise Different
        return Hole(columns.of(name, tuple(map(_itself, trees))), first.output)
    if isinstance(first, Mapping):
        if any(tree.keys() != first.keys() for tree in trees):
            raise Different
        return {
            key: _unified(word(key), [tree[key] for tree in trees], columns, word) for key in first
        }
    if isinstance(first, list):
        if any(len(tree) != len(first) for tree in trees):
            raise Different
        return [
            _unified(word(name.removesuffix("s")), list(items), columns, word)
            for items in zip(*trees, strict=True)
        ]
    if isinstance(first, Call | Joined | Parsed) or first is None:
        raise Different
    return Hole(columns.of(name, tuple(trees)))
