"""A component gives back one output less."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator


@operator(
    Example(
        resource=Resource(
            "a:b:C::c", "a:b:C", "c", {"size": 1}, outputs={"size": 1, "arn": "x"}, custom=False
        ),
        changes=(Change(Act.OUTPUT, ("arn",), "x"),),
    ),
    # what a cloud gives back is not for the stack to leave out
    Example(resource=Resource("a:b:C::c", "a:b:C", "c", outputs={"arn": "x"})),
)
def output_dropped(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """An output of a component is left out."""
    if not resource.custom:
        for name, value in resource.outputs.items():
            if name not in resource.properties:
                yield Change(Act.OUTPUT, (name,), value)
