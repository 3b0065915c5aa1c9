"""A property points at another resource of the same type."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.model.mutant import Act, Change, Path
from testguard.model.resource import Graph, Json, Resource
from testguard.mutation.operator import Example, operator
from testguard.mutation.properties import values

_PRIMARY, _REPLICA = (
    Resource(f"t::{name}", "t", name, outputs={"id": name, "arn": f"arn:{name}"})
    for name in ("primary", "replica")
)


@operator(
    Example(
        resource=Resource(
            "u::a", "u", "a", {"source": "arn:primary"}, references={"source": ("t::primary",)}
        ),
        siblings=(_PRIMARY, _REPLICA),
        changes=(Change(Act.SET, ("source",), "arn:primary", "arn:replica"),),
    ),
    Example(
        resource=Resource("u::a", "u", "a", {"Source": {"Ref": "primary"}}),
        siblings=(
            Resource("primary", "t", "primary"),
            Resource("replica", "t", "replica"),
        ),
        changes=(Change(Act.SET, ("Source", "Ref"), "primary", "replica"),),
    ),
    Example({"source": "arn:primary"}, siblings=(_PRIMARY, _REPLICA)),
)
def reference_swapped(resource: Resource, graph: Graph) -> Iterator[Change]:
    """A reference leads to a sibling of the same type."""
    by_id = {each.id: each for each in graph.resources}
    for path, value in values(resource):
        for key, name in _template_references(value):
            if name in by_id:
                for sibling in _siblings(by_id[name], graph):
                    new = sibling.id if key == "Ref" else [sibling.id, *value[key][1:]]
                    yield Change(Act.SET, (*path, key), value[key], new)
        for id_ in resource.references.get(str(path[0]), ()):
            if id_ in by_id and isinstance(value, str):
                yield from _through_outputs(path, value, by_id[id_], graph)


def _through_outputs(path: Path, value: str, target: Resource, graph: Graph) -> Iterator[Change]:
    for name, output in target.outputs.items():
        if output == value:
            for sibling in _siblings(target, graph):
                other = sibling.outputs.get(name)
                if isinstance(other, str) and other not in ("", value):
                    yield Change(Act.SET, path, value, other)
            return


def _siblings(target: Resource, graph: Graph) -> list[Resource]:
    return [each for each in graph.of_type(target.type) if each.id != target.id]


def _template_references(value: Json) -> Iterator[tuple[str, str]]:
    """``Ref`` and ``Fn::GetAtt`` of CloudFormation, with the logical id they name."""
    if not isinstance(value, dict) or len(value) != 1:
        return
    if isinstance(value.get("Ref"), str):
        yield "Ref", value["Ref"]
    attribute = value.get("Fn::GetAtt")
    if isinstance(attribute, list) and attribute:
        yield "Fn::GetAtt", str(attribute[0])
