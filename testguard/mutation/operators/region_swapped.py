"""A region, or a zone of it, becomes another region."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves
from testguard.mutation.vocabulary import other_region


@operator(
    Example({"region": "eu-west-1"}, (Change(Act.SET, ("region",), "eu-west-1", "us-east-1"),)),
    Example(
        {"availabilityZones": ["us-east-1a"]},
        (Change(Act.SET, ("availabilityZones", 0), "us-east-1a", "eu-west-1a"),),
    ),
    Example({"bucket": "logs-us-east-1"}),
)
def region_swapped(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A region is another one."""
    for path, value in leaves(resource):
        if isinstance(value, str) and (other := other_region(value)):
            yield Change(Act.SET, path, value, other)
