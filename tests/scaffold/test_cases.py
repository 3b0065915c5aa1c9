from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from testguard.model.resource import Graph, Resource
from testguard.scaffold.cases import compare, expected, pair
from testguard.scaffold.plan import Change


def graph(*resources: Resource) -> Graph:
    return Graph("part", resources=resources)


def pet(name: str, **properties: Any) -> Resource:
    return Resource(f"id-{name}", "Pet", name, properties)


def told(resource: Resource) -> Mapping[str, Any]:
    return resource.properties


def test_resources_are_matched_under_their_new_names() -> None:
    old, new = graph(pet("a-dev"), pet("b-dev")), graph(pet("a-test"), pet("c-test"))
    found = pair(old, new, ("dev", "test"))
    assert found.ids == {"id-a-dev": "id-a-test"}
    assert (found.added, found.removed) == (("id-c-test",), ("id-b-dev",))


def test_an_override_is_told_by_what_it_changes() -> None:
    old = graph(pet("a", size=1, color="red"), pet("b"))
    new = graph(pet("a", size=2, color="red"), pet("c"))
    found = compare(old, new, told, None)
    assert found["changes"] == (Change("id-a", {"size": 2}),)
    assert (found["added"], found["removed"]) == ((("Pet", "c"),), (("Pet", "b"),))


def test_what_many_resources_share_is_one_line() -> None:
    names = ("a", "b", "c", "d")
    old, new = (graph(*(pet(name, size=size) for name in names)) for size in (1, 2))
    found = compare(old, new, told, None)
    assert found["shared"] == (("size", 2, tuple(f"id-{name}" for name in names)),)
    assert found["changes"] == ()


def test_absolute_paths_are_not_expected() -> None:
    resource = pet("a", size=1, code={"$asset": {"path": "/home/me/code"}})
    assert expected(graph(resource), resource, told) == {"size": 1, "$noise": True}
