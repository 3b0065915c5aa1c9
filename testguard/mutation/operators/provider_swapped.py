"""A resource is deployed by another provider: to another region or account."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator

_WEST, _EAST = (
    Resource(f"pulumi:providers:aws::{name}", "pulumi:providers:aws", name)
    for name in ("west", "east")
)


@operator(
    Example(
        resource=Resource("t::a", "t", "a", provider=_WEST.id),
        siblings=(_WEST, _EAST),
        changes=(
            Change(Act.PROVIDER, (), _WEST.id, _EAST.id),
            Change(Act.PROVIDER, (), _WEST.id, ""),
        ),
    ),
    Example({}),
)
def provider_swapped(resource: Resource, graph: Graph) -> Iterator[Change]:
    """A resource has another provider of the stack, and the default one."""
    own = next((each for each in graph.resources if each.id == resource.provider), None)
    if own is None:
        return
    for each in graph.of_type(own.type):
        if each.id != own.id:
            yield Change(Act.PROVIDER, (), own.id, each.id)
    yield Change(Act.PROVIDER, (), own.id, "")
