"""A number becomes zero."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves


@operator(
    Example({"DesiredCount": 3}, (Change(Act.SET, ("DesiredCount",), 3, 0),)),
    Example({"fromPort": 0, "on": True}),
)
def number_zeroed(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A number is zero."""
    for path, value in leaves(resource):
        if isinstance(value, int | float) and not isinstance(value, bool) and value:
            yield Change(Act.SET, path, value, 0)
