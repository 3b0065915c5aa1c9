"""A resource no longer waits for another one."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator


@operator(
    Example(
        resource=Resource(
            "t::a", "t", "a", depends_on=("t::b", "t::c"), references={"size": ("t::c",)}
        ),
        changes=(Change(Act.CUT, (), "t::b", ""),),
    ),
    Example({}),
)
def dependency_cut(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A dependency that was said explicitly, and follows from no property, is left out."""
    implied = {each for ids in resource.references.values() for each in ids}
    for id_ in resource.depends_on:
        if id_ not in implied:
            yield Change(Act.CUT, (), id_, "")
