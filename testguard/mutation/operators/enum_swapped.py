"""One word of a fixed set becomes its neighbour."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves
from testguard.mutation.vocabulary import other_word


@operator(
    Example({"status": "Enabled"}, (Change(Act.SET, ("status",), "Enabled", "Suspended"),)),
    Example(
        {"ComparisonOperator": "GreaterThanThreshold"},
        (Change(Act.SET, ("ComparisonOperator",), "GreaterThanThreshold", "LessThanThreshold"),),
    ),
    Example({"name": "orders"}),
)
def enum_swapped(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A word of a fixed set is another one of it."""
    for path, value in leaves(resource):
        if isinstance(value, str) and (other := other_word(value)):
            yield Change(Act.SET, path, value, other)
