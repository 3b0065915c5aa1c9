"""A CloudFormation template as resources of a graph.

Format: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import Struct

from testguard.model.resource import ASSET, Json, Resource
from testguard_cdk.sources import owner_of, source_of

PATH = "aws:cdk:path"
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9]+)[^}]*\}")
POLICIES = ("Condition", "CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy")
_KEY = re.compile(r"[0-9a-f]{64}")
_CDK_METADATA = "AWS::CDK::Metadata"


def resources_of(
    template: Mapping[str, Any],
    *,
    region: str = "",
    names: Mapping[str, str] | None = None,
    assets: Mapping[str, Json] | None = None,
    sources: Mapping[str, str] | None = None,
) -> tuple[Resource, ...]:
    """The resources of a template, in its order.

    ``names`` are construct paths by logical id, for templates without path metadata; ``assets``
    tell by hash what a file or folder was uploaded for; ``sources`` tell by construct path where it
    was declared. Properties are as in the template: tokens
    are ``{"Ref": ..}``, ``{"Fn::GetAtt": [..]}`` and so on.
    """
    found = template.get("Resources")
    declared = {
        id_: body for id_, body in (found if isinstance(found, dict) else {}).items()
        if isinstance(body, dict) and body.get("Type") != _CDK_METADATA
    }  # fmt: skip
    reader = _Reader(declared, region, names or {}, assets or {}, sources or {})
    return tuple(reader.resource(id_) for id_ in declared)


class _Reader(Struct, frozen=True):
    declared: Mapping[str, Mapping[str, Any]]
    region: str
    names: Mapping[str, str]
    assets: Mapping[str, Json]
    sources: Mapping[str, str]

    def resource(self, id_: str) -> Resource:
        body, known = self.declared[id_], self.declared
        given = body.get("Properties")
        properties = given if isinstance(given, dict) else {}
        references = {
            name: needed for name, value in properties.items()
            if (needed := tuple(dict.fromkeys(referred(value, known))))
        }  # fmt: skip
        implied = (each for needed in references.values() for each in needed)
        explicit = (each for each in _depends_on(body) if each in known)
        name = _name(body, self.names.get(id_, "")) or id_
        return Resource(
            id=id_,
            type=str(body.get("Type", "")),
            name=name,
            properties=properties,
            region=self.region,
            depends_on=tuple(dict.fromkeys([*explicit, *implied])),
            references=references,
            options=_options(body, properties, self.assets),
            source=source_of(name, self.sources),
            owner=owner_of(name, self.sources),
        )


def _depends_on(body: Mapping[str, Any]) -> list[str]:
    explicit = body.get("DependsOn") or []
    return [explicit] if isinstance(explicit, str) else list(explicit)


def _name(body: Mapping[str, Any], path: str) -> str:
    metadata = body.get("Metadata")
    named = metadata.get(PATH) if isinstance(metadata, dict) else None
    return named if isinstance(named, str) else path


def _options(
    body: Mapping[str, Any], properties: Mapping[str, Any], assets: Mapping[str, Json]
) -> dict[str, Json]:
    options = {name: body[name] for name in POLICIES if name in body}
    if explicit := _depends_on(body):
        options["DependsOn"] = explicit
    used = {
        name: {ASSET: assets[hash_]} for name, value in properties.items()
        for hash_ in hashes(value) if hash_ in assets
    }  # fmt: skip
    return {**options, "assets": used} if used else options


def hashes(value: Json) -> Iterator[str]:
    """The hashes of assets that a property names, as S3 keys or image tags."""
    if isinstance(value, str):
        yield from _KEY.findall(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from hashes(item)
    elif isinstance(value, list):
        for item in value:
            yield from hashes(item)


def referred(value: Json, known: Collection[str]) -> Iterator[str]:
    """The logical ids, of those that are ``known``, that a value refers to."""
    if isinstance(value, list):
        for item in value:
            yield from referred(item, known)
    elif isinstance(value, Mapping):
        for name, argument in value.items():
            yield from (each for each in _direct(name, argument) if each in known)
            yield from referred(argument, known)


def _direct(name: str, argument: Json) -> Iterator[str]:
    if name == "Ref" and isinstance(argument, str):
        yield argument
    elif name == "Fn::GetAtt":
        whole = argument[0] if isinstance(argument, list) and argument else argument
        yield str(whole).partition(".")[0]
    elif name == "Fn::Sub":
        text = argument[0] if isinstance(argument, list) and argument else argument
        yield from _PLACEHOLDER.findall(text) if isinstance(text, str) else ()
