"""A string becomes another one."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import leaves
from testguard.mutation.vocabulary import is_special

WRONG = "-wrong"


@operator(
    Example({"name": "orders"}, (Change(Act.SET, ("name",), "orders", "orders-wrong"),)),
    Example(
        {"Tags": [{"Key": "team", "Value": "x"}]},
        (Change(Act.SET, ("Tags", 0, "Value"), "x", "x-wrong"),),
    ),
    # other operators know better what is wrong with these
    Example({"instanceClass": "db.r6g.large", "status": "Enabled", "region": "eu-west-1"}),
    Example({"bucket": ""}),
)
def string_changed(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A string is another one."""
    for path, value in leaves(resource):
        if isinstance(value, str) and value and not is_special(value) and path[-1] != "Key":
            yield Change(Act.SET, path, value, f"{value}{WRONG}")
