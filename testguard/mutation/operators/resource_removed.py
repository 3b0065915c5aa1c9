"""A resource is not declared at all."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator


@operator(
    Example({}, (Change(Act.REMOVE),)),
    Example(resource=Resource("a:b:C::c", "a:b:C", "c", custom=False)),
    Example(resource=Resource("a:b:C::c", "a:b:C", "c", read=True)),
)
def resource_removed(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A resource is missing; components stay, because only their parts are real."""
    if resource.custom and not resource.read:
        yield Change(Act.REMOVE)
