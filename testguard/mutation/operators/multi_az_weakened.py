"""One zone where there were several."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves, name_of

_SWITCHES = frozenset(
    {
        "multiaz", "multiazenabled", "automaticfailoverenabled", "zoneawarenessenabled",
        "crosszone", "crosszoneenabled", "enablecrosszoneloadbalancing", "multiregion",
    }
)  # fmt: skip


@operator(
    Example({"multiAz": True}, (Change(Act.SET, ("multiAz",), True, False),)),
    Example({"MultiAZ": True}, (Change(Act.SET, ("MultiAZ",), True, False),)),
    Example({"multiAz": False, "versioned": True}),
)
def multi_az_weakened(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """High availability is off."""
    for path, value in leaves(resource):
        if value is True and name_of(path) in _SWITCHES:
            yield Change(Act.SET, path, True, False)
