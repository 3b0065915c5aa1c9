"""Properties of a resource as requirements see them: plain, in both spellings, with references."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from testguard.model.resource import Graph, Json, Resource, plain
from testguard.requirements.spelling import FREE, nested_in, to_camel, to_pascal
from testguard.requirements.types import Kind, kind_of

_NESTED = Kind("", "")  # nothing is irregular inside of a property


class Pointing:
    """A value that refers to resources of the same graph: its ``targets``."""

    targets: tuple[tuple[Graph, Resource], ...] = ()


class PointingText(str, Pointing):
    """A string that refers to resources."""

    __slots__ = ("targets",)


class PointingTable(dict[str, Any], Pointing):
    """A table, such as ``{"Ref": ...}``, that refers to resources."""


class PointingList(list[Any], Pointing):
    """A list whose elements refer to resources."""


def view(graph: Graph, resource: Resource) -> dict[str, Json]:
    """The properties of ``resource`` under the names of both frameworks.

    What CloudFormation nests in one property, such as the settings of a health check, and Pulumi
    does not, stands at the top too. Keys of tags and of variables keep their spelling; ``tags`` is
    a table in both frameworks.
    """
    kind = kind_of(resource.type)
    found: dict[str, Json] = {}
    for name, value in plain(resource.properties).items():
        found.update(_both(name, _pointing(graph, resource, name, value), kind))
    pairs = found.get("Tags")
    if isinstance(pairs, list):
        found["tags"] = {each.get("Key"): each.get("Value") for each in pairs}
    inner = found.get(nested_in(kind))
    if isinstance(inner, Mapping):
        for name, value in inner.items():
            found.update(_both(name, value, kind))
    return found


def _both(name: str, value: Json, kind: Kind) -> dict[str, Json]:
    value = value if name in FREE else _spelled(value)
    names = dict.fromkeys((name, to_camel(name, kind), to_pascal(name, kind)))
    return dict.fromkeys(names, value)


def _spelled(value: Json) -> Json:
    """A nested value in both spellings; what it refers to is kept."""
    if isinstance(value, Mapping):
        spelled = {
            k: v for name, inner in value.items() for k, v in _both(name, inner, _NESTED).items()
        }
        return _with_targets(PointingTable, spelled, value)
    if isinstance(value, list):
        return _with_targets(PointingList, [_spelled(each) for each in value], value)
    return value


def _with_targets(make: Callable[[Any], Any], value: Any, origin: object) -> Any:
    made = make(value)
    made.targets = getattr(origin, "targets", ())
    return made


def _pointing(graph: Graph, resource: Resource, name: str, value: Json) -> Json:
    ids = resource.references.get(name, ())
    known = {each.id: each for each in graph.resources}
    targets = tuple((graph, known[each]) for each in ids if each in known)
    if not targets:
        return value
    makers: dict[type, Callable[[Any], Any]] = {
        str: PointingText,
        dict: PointingTable,
        list: PointingList,
    }
    make = makers.get(type(value))
    if make is None:
        return value
    made = make(value)
    made.targets = targets
    return made
