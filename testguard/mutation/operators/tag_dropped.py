"""One tag is missing."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change
from testguard.model.resource import Graph, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import is_tags, values


@operator(
    Example({"tags": {"env": "dev"}}, (Change(Act.DROP, ("tags", "env"), "dev"),)),
    Example(
        {"Tags": [{"Key": "env", "Value": "dev"}]},
        (Change(Act.DROP, ("Tags", 0), {"Key": "env", "Value": "dev"}),),
    ),
    Example({"name": "tags"}),
)
def tag_dropped(resource: Resource, graph: Graph) -> Iterator[Change]:  # noqa: ARG001
    """A tag is left out."""
    for path, value in values(resource):
        if is_tags(path, value):
            keys = range(len(value)) if isinstance(value, list | tuple) else value
            for key in keys:
                yield Change(Act.DROP, (*path, key), value[key])
