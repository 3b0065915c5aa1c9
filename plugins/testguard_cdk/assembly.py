"""A cloud assembly on disk as graphs: one for each of its stacks, nested ones after their parents.

Format: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from testguard.model.resource import Graph, Json, Message
from testguard_cdk.template import hashes, resources_of

STACK, NESTED = "aws:cloudformation:stack", "cdk:cloud-assembly"
_LEVELS = {"aws:cdk:error": "error", "aws:cdk:warning": "warning", "aws:cdk:info": "info"}
_ENVIRONMENT = re.compile(r"aws://(?P<account>[^/]*)/(?P<region>.*)")
_PARENT = "AWS::CloudFormation::Stack"
Metadata: TypeAlias = Mapping[str, list[Mapping[str, Any]]]


class Synthesised(Struct, frozen=True):
    """A stack of an assembly: its graph, its template file, and its artifact.

    ``artifact`` is unique in the assembly; nested stacks carry their parent's. ``scope`` is the
    construct path of the stack.
    """

    graph: Graph
    file: Path
    artifact: str = ""
    scope: str = ""


@dataclass
class Assembly:
    """Reads the assembly in ``folder``; paths of assets are relative to ``root`` where below it.

    ``sources`` tell by construct path where it was declared; ``missing`` are the look-ups for which
    the CDK had no answer, known after `stacks`.
    """

    folder: Path
    root: Path
    path: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def stacks(self) -> list[Synthesised]:
        """Every stack, in the order of the manifests. Raises `ValueError` for one unreadable."""
        return list(self._read(self.folder))

    def _read(self, folder: Path) -> Iterator[Synthesised]:
        manifest = _load(folder / "manifest.json")
        lacking = manifest.get("missing") or ()
        self.missing += [str(each.get("key")) for each in lacking if isinstance(each, dict)]
        artifacts = _mapping(manifest.get("artifacts"))
        names = {id_: _name(id_, each) for id_, each in artifacts.items() if _is(each, STACK)}
        for id_, artifact in artifacts.items():
            if _is(artifact, STACK):
                yield from self._stack(folder, id_, artifact, names)
            elif _is(artifact, NESTED):
                inner = _mapping(artifact.get("properties")).get("directoryName")
                yield from self._read(folder / str(inner or id_))

    def _stack(
        self, folder: Path, id_: str, artifact: Mapping[str, Any], names: Mapping[str, str]
    ) -> Iterator[Synthesised]:
        place = _ENVIRONMENT.fullmatch(str(artifact.get("environment", "")))
        region = _known(place["region"]) if place else ""
        account = _known(place["account"]) if place else ""
        file = folder / str(_mapping(artifact.get("properties")).get("templateFile"))
        template = _load(file)
        assets = self._assets(folder, file)
        metadata = _metadata(folder, artifact)
        needed = artifact.get("dependencies") or ()
        graph = Graph(
            name=names[id_],
            path=self.path,
            region=region,
            resources=resources_of(
                template, region=region, names=_paths(metadata), assets=assets, sources=self.sources
            ),
            exports=_outputs(template),
            places=self._places(template, _paths(metadata)),
            account=account,
            depends_on=tuple(names[each] for each in needed if each in names),
            messages=tuple(_messages(metadata)),
        )
        scope = str(artifact.get("displayName") or id_).partition(" (")[0]
        found = Synthesised(graph, file, id_, scope)
        yield found
        yield from self._nested(found, metadata, assets)

    def _nested(
        self, parent: Synthesised, metadata: Metadata, assets: Mapping[str, Json]
    ) -> Iterator[Synthesised]:
        for resource in parent.graph.of_type(_PARENT):
            url = resource.properties.get("TemplateURL")
            known = next((assets[each] for each in hashes(url) if each in assets), None)
            if known is None:  # a template from elsewhere
                continue
            file = self.root / known["path"]
            template = _load(file)
            scope = resource.name.rpartition("/")[0].removesuffix(".NestedStack")
            graph = replace(
                parent.graph,
                name=f"{parent.graph.name}/{scope.rpartition('/')[2]}",
                resources=resources_of(
                    template,
                    region=parent.graph.region,
                    names=_paths(metadata, scope),
                    assets=assets,
                    sources=self.sources,
                ),
                exports=_outputs(template),
                places=self._places(template, _paths(metadata, scope)),
                messages=(),
            )
            nested = Synthesised(graph, file, parent.artifact, scope)
            yield nested
            yield from self._nested(nested, metadata, assets)

    def _places(self, template: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
        """Where the outputs of a template were declared: made by code itself, not by constructs."""
        found = {name: self.sources.get(names.get(name, ""), "") for name in _outputs(template)}
        return {name: place for name, place in found.items() if place}

    def _assets(self, folder: Path, template: Path) -> dict[str, Json]:
        file = template.with_name(template.name.replace(".template.json", ".assets.json"))
        manifest = _load(file) if file.is_file() else {}
        found: dict[str, Json] = {}
        for hash_, asset in _mapping(manifest.get("files")).items():
            source = _mapping(_mapping(asset).get("source"))
            if isinstance(source.get("path"), str):
                kind = "directory" if source.get("packaging") == "zip" else "file"
                found[hash_] = {"kind": kind, "path": self._place(folder / source["path"])}
        for hash_, asset in _mapping(manifest.get("dockerImages")).items():
            source = _mapping(_mapping(asset).get("source"))
            if isinstance(source.get("directory"), str):
                place = self._place(folder / source["directory"])
                found[hash_] = {"kind": "image", "path": place}
        return found

    def _place(self, path: Path) -> str:
        inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if inside else str(path)


def _metadata(folder: Path, artifact: Mapping[str, Any]) -> Metadata:
    extra = artifact.get("additionalMetadataFile")
    more = _load(folder / extra) if isinstance(extra, str) else {}
    merged: dict[str, list[Mapping[str, Any]]] = {}
    for source in (_mapping(artifact.get("metadata")), more):
        for path, entries in source.items():
            listed = entries if isinstance(entries, list) else []
            merged.setdefault(path, []).extend(each for each in listed if isinstance(each, dict))
    return merged


def _paths(metadata: Metadata, scope: str = "") -> dict[str, str]:
    """The construct paths of logical ids below ``scope``."""
    inside = f"/{scope}/" if scope else "/"
    return {
        str(entry.get("data")): path.strip("/")
        for path, entries in metadata.items()
        for entry in entries
        if entry.get("type") == "aws:cdk:logicalId" and path.startswith(inside)
    }


def _messages(metadata: Metadata) -> Iterator[Message]:
    for path, entries in metadata.items():
        for entry in entries:
            level = _LEVELS.get(str(entry.get("type")))
            if level:
                yield Message(level, path.strip("/"), str(entry.get("data")))


def _outputs(template: Mapping[str, Any]) -> dict[str, Json]:
    outputs = _mapping(template.get("Outputs"))
    return {name: _mapping(body).get("Value") for name, body in outputs.items()}


def _name(id_: str, artifact: Mapping[str, Any]) -> str:
    return str(_mapping(artifact.get("properties")).get("stackName") or id_)


def _is(artifact: object, type_: str) -> bool:
    return isinstance(artifact, dict) and artifact.get("type") == type_


def _known(value: str) -> str:
    return "" if value.startswith("unknown-") else value


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _load(file: Path) -> Mapping[str, Any]:
    return _mapping(json.loads(file.read_text("utf-8")))
