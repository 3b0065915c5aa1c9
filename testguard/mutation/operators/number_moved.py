"""A number becomes its neighbour."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves


@operator(
    Example({"period": 300}, (Change(Act.SET, ("period",), 300, 301),)),
    Example({"ratio": 0.5}, (Change(Act.SET, ("ratio",), 0.5, 1.5),)),
    Example({"on": True}),
)
def number_moved(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A number is one larger."""
    for path, value in leaves(resource):
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield Change(Act.SET, path, value, value + 1)
