"""A property, or a key of an object in one, is left out."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change, Path
from testguard.model.resource import Graph, Json, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import values, within
from testguard.mutation.vocabulary import is_provider_default


@operator(
    Example(
        {"scaling": {"min": 1}},
        (
            Change(Act.DROP, ("scaling",), {"min": 1}),
            Change(Act.DROP, ("scaling", "min"), 1),
        ),
    ),
    # what is dropped here is what the provider takes anyway
    Example({"publiclyAccessible": False, "ingress": [], "description": ""}),
    Example({"Tags": {"team": "x"}}, (Change(Act.DROP, ("Tags",), {"team": "x"}),)),
)
def property_dropped(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A property is left out."""
    for path, value in values(resource):
        if isinstance(path[-1], str) and not _is_known(path, value):
            yield Change(Act.DROP, path, value)


def _is_known(path: Path, value: Json) -> bool:
    inside = within(path[:-1], "tags", "labels")
    return inside or is_provider_default(path, value)
