"""A CloudFormation template as resources of a graph.

Format: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from testguard.model.resource import ASSET, Json, Resource

PATH = "aws:cdk:path"
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9]+)[^}]*\}")
_POLICIES = ("Condition", "CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy")
_KEY = re.compile(r"[0-9a-f]{64}")
_CDK_METADATA = "AWS::CDK::Metadata"


def resources_of(
    template: Mapping[str, Any],
    *,
    region: str = "",
    names: Mapping[str, str] | None = None,
    assets: Mapping[str, Json] | None = None,
) -> tuple[Resource, ...]:
    """The resources of a template, in its order.

    ``names`` are construct paths by logical id, for templates without path metadata; ``assets``
    tell by hash what a file or folder was uploaded for. Properties are as in the template: tokens
    are ``{"Ref": ..}``, ``{"Fn::GetAtt": [..]}`` and so on.
    """
    found = template.get("Resources")
    declared = {
        id_: body for id_, body in (found if isinstance(found, dict) else {}).items()
        if isinstance(body, dict) and body.get("Type") != _CDK_METADATA
    }  # fmt: skip
    return tuple(
        _resource(id_, body, declared.keys(), region, (names or {}).get(id_, ""), assets or {})
        for id_, body in declared.items()
    )


def _resource(
    id_: str,
    body: Mapping[str, Any],
    known: Collection[str],
    region: str,
    path: str,
    assets: Mapping[str, Json],
) -> Resource:
    given = body.get("Properties")
    properties = given if isinstance(given, dict) else {}
    references = {
        name: needed for name, value in properties.items()
        if (needed := tuple(dict.fromkeys(referred(value, known))))
    }  # fmt: skip
    explicit = body.get("DependsOn", ())
    listed = [explicit] if isinstance(explicit, str) else explicit
    implied = (each for needed in references.values() for each in needed)
    return Resource(
        id=id_,
        type=str(body.get("Type", "")),
        name=_name(body, path) or id_,
        properties=properties,
        region=region,
        depends_on=tuple(dict.fromkeys([*(each for each in listed if each in known), *implied])),
        references=references,
        options=_options(body, properties, assets),
    )


def _name(body: Mapping[str, Any], path: str) -> str:
    metadata = body.get("Metadata")
    named = metadata.get(PATH) if isinstance(metadata, dict) else None
    return named if isinstance(named, str) else path


def _options(
    body: Mapping[str, Any], properties: Mapping[str, Any], assets: Mapping[str, Json]
) -> dict[str, Json]:
    options = {name: body[name] for name in _POLICIES if name in body}
    explicit = body.get("DependsOn")
    if explicit:
        options["DependsOn"] = [explicit] if isinstance(explicit, str) else list(explicit)
    used = {
        name: {ASSET: assets[hash_]} for name, value in properties.items()
        for hash_ in _hashes(value) if hash_ in assets
    }  # fmt: skip
    return {**options, "assets": used} if used else options


def _hashes(value: Json) -> Iterator[str]:
    """The hashes of assets that a property names, as S3 keys or image tags."""
    if isinstance(value, str):
        yield from _KEY.findall(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _hashes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _hashes(item)


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
