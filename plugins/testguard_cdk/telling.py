"""Templates in the words of tests: what to expect of properties, and how to write references."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Collection, Mapping
from contextlib import suppress

from testguard.model.resource import Graph, Json, Resource
from testguard.plugin import CALL, OUTPUT
from testguard_cdk.template import POLICIES, hashes, referred

NAME = "$name"
ANYTHING = {CALL: ["Match.any_value"]}
LONGEST = 400
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def told(resource: Resource) -> dict[str, Json]:
    """All properties of a resource, and its policies and explicit needs under ``$DeletionPolicy``.

    References to other resources are `OUTPUT`; what each synthesis may name otherwise, such as the
    hash of an asset, is anything.
    """
    known = {id_ for needed in resource.references.values() for id_ in needed}
    found = {key: expected(value, known) for key, value in resource.properties.items()}
    for key in POLICIES:
        if key in resource.options:
            found[f"${key}"] = expected(resource.options[key], known)
    if explicit := resource.options.get("DependsOn"):
        needed = [each for each in explicit if each in resource.depends_on]
        found["$DependsOn"] = [{OUTPUT: [each, NAME]} for each in needed]
    return found


def exported(graph: Graph) -> dict[str, Json]:
    """The outputs of a stack."""
    known = {each.id for each in graph.resources}
    return {key: expected(value, known) for key, value in graph.exports.items()}


def expected(value: Json, known: Collection[str]) -> Json:
    """A value as tests expect it."""
    if isinstance(value, Mapping):
        return _reference(value, known) or {
            key: expected(item, known) for key, item in value.items()
        }
    if isinstance(value, list):
        return [expected(item, known) for item in value]
    if not isinstance(value, str):
        return value
    if any(hashes(value)) or len(value) > LONGEST:
        return ANYTHING
    if value[:1] in ("{", "["):
        with suppress(ValueError):
            return {CALL: ["Match.serialized_json", json.loads(value)]}
    return value


def _reference(value: Mapping[str, Json], known: Collection[str]) -> Json:
    if len(value) != 1:
        return None
    [(key, argument)] = value.items()
    if key == "Ref" and argument in known:
        return {OUTPUT: [argument, "Ref"]}
    if key == "Fn::GetAtt" and isinstance(argument, list) and argument[0] in known:
        return {OUTPUT: argument}
    if key == "Fn::Sub" and any(referred(value, known)):
        return ANYTHING
    return None


def relate(graph: Graph, resource: str, output: str) -> str:
    """``{"Ref": stack.id("Stack/Queue/Resource")}``; ``$name`` stands for a variable."""
    if resource.startswith("$"):
        place = resource[1:]
    else:
        found = next(each for each in graph.resources if each.id == resource)
        place = json.dumps(found.name, ensure_ascii=False)
    id_ = f"stack.id({place})"
    if output in (NAME, "id"):
        return id_
    return f'{{"Ref": {id_}}}' if output == "Ref" else f'{{"Fn::GetAtt": [{id_}, {output!r}]}}'


def label(name: str) -> str:
    """The path below the stack, without what every construct ends in."""
    return name.partition("/")[2].removesuffix("/Resource") or name


def word(name: str) -> str:
    """``db_instance_class`` for ``DBInstanceClass``."""
    text = re.sub(r"[^A-Za-z0-9]+", "_", _CAMEL.sub("_", name)).strip("_").lower() or "it"
    if keyword.iskeyword(text):
        return f"{text}_"
    return f"_{text}" if text[0].isdigit() else text
