"""True becomes False, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves


@operator(
    Example({"versioned": True}, (Change(Act.SET, ("versioned",), True, False),)),
    Example(
        {"Rules": [{"Enabled": False}]},
        (Change(Act.SET, ("Rules", 0, "Enabled"), False, True),),
    ),
    Example({"count": 1, "name": "True"}),
)
def boolean_flipped(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A boolean is the other one."""
    for path, value in leaves(resource):
        if isinstance(value, bool):
            yield Change(Act.SET, path, value, not value)
