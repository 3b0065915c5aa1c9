"""A list of several elements holds one less."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import is_tags, values


@operator(
    Example(
        {"subnetIds": ["a", "b"]},
        (
            Change(Act.SET, ("subnetIds",), ["a", "b"], ["b"]),
            Change(Act.SET, ("subnetIds",), ["a", "b"], ["a"]),
        ),
    ),
    Example({"subnetIds": ["a"], "Tags": [{"Key": "a"}, {"Key": "b"}]}),
)
def element_dropped(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """An element of a list is left out."""
    for path, value in values(resource):
        if isinstance(value, list) and len(value) > 1 and not is_tags(path, value):
            for index in range(len(value)):
                yield Change(Act.SET, path, value, [*value[:index], *value[index + 1 :]])
