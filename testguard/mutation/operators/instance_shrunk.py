"""An instance class becomes a smaller one, and a burstable one."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves
from testguard.mutation.vocabulary import weaker_instances


@operator(
    Example(
        {"instanceClass": "db.r6g.large"},
        (
            Change(Act.SET, ("instanceClass",), "db.r6g.large", "db.r6g.medium"),
            Change(Act.SET, ("instanceClass",), "db.r6g.large", "db.t4g.large"),
        ),
    ),
    Example(
        {"InstanceType": "t3.nano"},
    ),
    Example(
        {"nodeType": "cache.m5.2xlarge"},
        (
            Change(Act.SET, ("nodeType",), "cache.m5.2xlarge", "cache.m5.xlarge"),
            Change(Act.SET, ("nodeType",), "cache.m5.2xlarge", "cache.t3.2xlarge"),
        ),
    ),
    Example({"name": "orders.large"}),
)
def instance_shrunk(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """An instance is one size smaller, or of a burstable family."""
    for path, value in leaves(resource):
        if isinstance(value, str):
            for weaker in weaker_instances(value):
                yield Change(Act.SET, path, value, weaker)
