"""Lines of assertions: of a resource, and of what an override changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from testguard.model.resource import Graph
from testguard.plugin import Scaffolding
from testguard.scaffold.cases import NEEDS, PROVIDER, REST, SECRETS
from testguard.scaffold.plan import Override
from testguard.scaffold.tree import Tree, code, literal

Write = Callable[[Tree], str]


def of_resource(
    scaffolding: Scaffolding, graph: Graph, variable: str, expected: Mapping[str, Tree]
) -> Iterator[str]:
    """What is expected of the resource in ``variable``, one condition a line."""
    write = _writer(scaffolding, graph)
    inputs = {key: tree for key, tree in expected.items() if not key.startswith("$")}
    if REST in expected:
        for key, tree in inputs.items():
            yield f"{variable}.inputs[{literal(key)}] {_equals(tree)} {write(tree)}"
    else:
        yield f"{variable}.inputs == {write(inputs)}"
    if SECRETS in expected:
        hidden = ", ".join(map(literal, expected[SECRETS]))
        yield f"{variable}.secrets == {{{hidden}}}"
    if PROVIDER in expected:
        yield f"{variable}.provider == {write(expected[PROVIDER])}"
    if NEEDS in expected:
        needed = ", ".join(write(each) for each in expected[NEEDS])
        yield f"{variable}.depends_on >= {{{needed}}}"


def of_override(scaffolding: Scaffolding, override: Override) -> Iterator[str]:
    """What an override changes: names, what many resources share, then single inputs."""
    write = _writer(scaffolding, override.graph)
    if override.renamed:
        _, new, rest = override.renamed
        named = f"{{each.name for each in stack.resources if {literal(new)} not in each.name}}"
        yield f"{named} == {_set(rest)}"
    for key, tree, ids in override.shared:
        given = f"list(stack.given({literal(key)}).values())"
        if len(_carriers(override.graph, key)) == len(ids):
            yield f"{given} == [{write(tree)}] * {len(ids)}"
        else:
            yield f"{given}.count({write(tree)}) == {len(ids)}"
    for type_, name in override.added:
        yield f"({literal(type_)}, {literal(name)}) in stack.declared"
    for type_, name in override.removed:
        yield f"({literal(type_)}, {literal(name)}) not in stack.declared"
    yield from _changed(scaffolding, override, write)
    for key, tree in override.exports.items():
        yield f"stack.exports[{literal(key)}] {_equals(tree)} {write(tree)}"


def _changed(scaffolding: Scaffolding, override: Override, write: Write) -> Iterator[str]:
    """Several resources with one input in one line, where all that have it are meant."""
    by_key: dict[str, dict[str, Tree]] = {}
    for change in override.changes:
        for key, tree in change.expected.items():
            by_key.setdefault(key, {})[change.resource] = tree
    names = {each.id: each.name for each in override.graph.resources}
    for key, trees in by_key.items():
        if len(_carriers(override.graph, key)) == len(trees) > 1:
            rows = (f"{literal(names[id_])}: {write(tree)}" for id_, tree in trees.items())
            yield f"stack.given({literal(key)}) == {{{', '.join(rows)}}}"
            continue
        for id_, tree in trees.items():
            place = scaffolding.relate(override.graph, id_, "id").removesuffix(".id")
            yield f"{place}.inputs[{literal(key)}] {_equals(tree)} {write(tree)}"


def _set(names: Iterable[str]) -> str:
    inside = ", ".join(literal(name) for name in sorted(set(names)))
    return f"{{{inside}}}" if inside else "set()"


def _carriers(graph: Graph, key: str) -> list[str]:
    """The resources that are given an input."""
    return [each.id for each in graph.resources if key in each.properties]


def _writer(scaffolding: Scaffolding, graph: Graph) -> Write:
    return lambda tree: code(tree, lambda id_, output: scaffolding.relate(graph, id_, output))


def _equals(tree: Tree) -> str:
    return "is" if tree is None or isinstance(tree, bool) else "=="
