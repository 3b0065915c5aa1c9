"""Values to assert: literals, and what refers to outputs of other resources."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from msgspec import Struct

from testguard.model.resource import ASSET, Graph, Resource, plain
from testguard.plugin import CALL, OUTPUT

SHORT = 4
NAME = "$name"  # a relation to a resource itself: its logical name


class Relation(Struct, frozen=True):
    """The output of a resource, by the resource's id in the graph."""

    resource: str
    output: str


class Joined(Struct, frozen=True):
    """A string with outputs in it."""

    parts: tuple[str | Relation, ...]


class Parsed(Struct, frozen=True):
    """A string that is JSON, as what it says."""

    value: Any


class Call(Struct, frozen=True):
    """What a function of the test's framework makes of its arguments."""

    function: str
    arguments: tuple[Any, ...] = ()


class Hole(Struct, frozen=True):
    """A place that differs from case to case; ``output`` is asked of what stands there."""

    name: str
    output: str = ""


Tree = Any


def express(value: Any, sources: Iterable[Resource]) -> Tree:
    """``value`` with every output of ``sources`` in it as a `Relation`.

    A string that is a JSON object or list becomes a `Parsed`.
    """
    value, outputs = plain(value), list(_outputs(sources))
    if isinstance(value, str) and value[:1] in "{[" and value[-1:] in "}]":
        with suppress(ValueError):
            return Parsed(_express(json.loads(value), outputs))
    return _express(value, outputs)


Outputs = list[tuple[str, Relation]]


def _outputs(sources: Iterable[Resource]) -> Iterator[tuple[str, Relation]]:
    for each in sources:
        names = sorted(each.outputs, key=lambda name: (name != "id", name in each.properties))
        for name in names:
            value = plain(each.outputs[name])
            if isinstance(value, str) and len(value) >= SHORT:
                yield value, Relation(each.id, name)


def _express(value: Any, outputs: Outputs) -> Tree:
    if isinstance(value, Mapping):
        if value.keys() == {ASSET}:
            return _asset(value[ASSET])
        if value.keys() == {OUTPUT}:
            return Relation(*value[OUTPUT])
        if value.keys() == {CALL}:
            name, *arguments = value[CALL]
            return Call(name, tuple(_express(each, outputs) for each in arguments))
        return {key: _express(item, outputs) for key, item in value.items()}
    if isinstance(value, list):
        return [_express(item, outputs) for item in value]
    if not isinstance(value, str):
        return value
    whole = next((relation for text, relation in outputs if text == value), None)
    return whole or _joined(value, outputs)


def _asset(asset: Mapping[str, Any]) -> str:
    """What tells an asset or archive: its path, its text, or its class."""
    told = asset.get("path") or asset.get("text") or asset.get("uri")
    return str(told) if told else "AssetArchive"


def _joined(value: str, outputs: Outputs) -> Tree:
    """The string cut at the longest outputs in it."""
    longest = sorted(outputs, key=lambda each: -len(each[0]))
    parts: list[str | Relation] = [value]
    for text, relation in longest:
        parts = [piece for part in parts for piece in _cut(part, text, relation)]
    return Joined(tuple(parts)) if len(parts) > 1 else value


def _cut(part: str | Relation, text: str, relation: Relation) -> list[str | Relation]:
    if not isinstance(part, str) or text not in part:
        return [part]
    found: list[str | Relation] = []
    for number, piece in enumerate(part.split(text)):
        if number:
            found.append(relation)
        if piece:
            found.append(piece)
    return found


def relations(tree: Tree) -> Iterator[Relation]:
    """Every relation in a tree."""
    if isinstance(tree, Relation):
        yield tree
    elif isinstance(tree, Mapping):
        for item in tree.values():
            yield from relations(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from relations(item)
    elif isinstance(tree, Joined):
        yield from (part for part in tree.parts if isinstance(part, Relation))
    elif isinstance(tree, Parsed):
        yield from relations(tree.value)
    elif isinstance(tree, Call):
        yield from relations(list(tree.arguments))


Relate = Callable[[str, str], str]


def code(tree: Tree, relate: Relate) -> str:
    """A Python expression; ``relate`` writes the output of a resource, by ids."""
    if isinstance(tree, Relation):
        return relate(tree.resource, tree.output)
    if isinstance(tree, Hole):
        return relate(f"${tree.name}", tree.output) if tree.output else tree.name
    if isinstance(tree, Mapping):
        return "{" + ", ".join(f"{k!r}: {code(v, relate)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list | tuple):
        return "[" + ", ".join(code(each, relate) for each in tree) + "]"
    if isinstance(tree, Joined):
        return _formatted(tree, relate)
    if isinstance(tree, Parsed):
        return code(tree.value, relate)
    if isinstance(tree, Call):
        return f"{tree.function}({', '.join(code(each, relate) for each in tree.arguments)})"
    return literal(tree)


def _formatted(joined: Joined, relate: Relate) -> str:
    inner = "".join(
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str)
        else "{" + relate(part.resource, part.output) + "}"
        for part in joined.parts
    )  # fmt: skip
    plain_text = all('"' not in part for part in joined.parts if isinstance(part, str))
    if plain_text and "\n" not in inner and "\\" not in inner and "'" not in inner:
        return "f'" + inner + "'"
    pieces = (
        literal(part) if isinstance(part, str) else relate(part.resource, part.output)
        for part in joined.parts
    )
    return " + ".join(pieces)


def literal(value: Any) -> str:
    """A literal; runs of one character are written as a product."""
    if isinstance(value, str) and len(value) > 12 and len(set(value)) == 1:  # noqa: PLR2004
        return f"{value[0]!r} * {len(value)}"
    return repr(value)


def resources_of(graph: Graph, ids: Iterable[str]) -> list[Resource]:
    """The resources with these ids."""
    wanted = set(ids)
    return [each for each in graph.resources if each.id in wanted]
