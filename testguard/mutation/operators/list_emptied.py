"""A list holds nothing any more."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import is_tags, values


@operator(
    Example({"subnetIds": ["a", "b"]}, (Change(Act.SET, ("subnetIds",), ["a", "b"], []),)),
    Example({"subnetIds": [], "Tags": [{"Key": "a", "Value": "b"}]}),
)
def list_emptied(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A list is empty."""
    for path, value in values(resource):
        if isinstance(value, list) and value and not is_tags(path, value):
            yield Change(Act.SET, path, value, [])
