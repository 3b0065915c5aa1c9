"""A resource is declared twice."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator


@operator(
    Example({}, (Change(Act.DUPLICATE),)),
    Example(resource=Resource("a:b:C::c", "a:b:C", "c", custom=False)),
    # a second provider that nothing uses costs nothing
    Example(resource=Resource("pulumi:providers:aws::c", "pulumi:providers:aws", "c")),
)
def resource_duplicated(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A resource exists twice, the second time under a name of its own."""
    is_provider = resource.type.startswith("pulumi:providers:")
    if resource.custom and not resource.read and not is_provider:
        yield Change(Act.DUPLICATE)
