"""The ledger: what a monitor was asked to register, and the resource graph made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from testguard.model.resource import Graph, Resource
from testguard_pulumi.positions import source_of
from testguard_pulumi.wire import bare, marked, to_wire

STACK = "pulumi:pulumi:Stack"
PROVIDER = "pulumi:providers:"
UNNAMED = "project"  # what mocks call a project that nobody named
INTERNAL = "__"  # `__provider` of dynamic resources, `__internal` of packages
_OPTIONS = {
    "protect": "protect",
    "ignoreChanges": "ignore_changes",
    "deleteBeforeReplace": "delete_before_replace",
    "retainOnDelete": "retain_on_delete",
    "replaceOnChanges": "replace_on_changes",
    "importId": "import",
    "additionalSecretOutputs": "additional_secret_outputs",
    "deletedWith": "deleted_with",
}


@dataclass
class Entry:
    """One resource: the request of a monitor's protocol, and what was answered."""

    urn: str
    request: Any
    properties: Mapping[str, Any]
    outputs: Mapping[str, Any]
    region: str = ""
    read: bool = False


@dataclass
class Ledger:
    """Entries in the order of registration; filled by one monitor.

    Resources that code below ``root`` declared tell where. ``region`` is that of default providers.
    """

    root: Path = field(default_factory=Path.cwd)
    entries: dict[str, Entry] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)
    region: str = ""

    def add(self, urn: str, request: Any, outputs: Mapping[str, Any], **more: Any) -> None:
        """Note a resource; ``outputs`` are in wire form. The stack itself is none."""
        if request.type == STACK:
            return
        read = request.DESCRIPTOR.name == "ReadResourceRequest"
        given = to_wire(request.properties if read else request.object)
        self.entries[self._free(urn)] = Entry(urn, request, given, outputs, read=read, **more)

    def finish(self, urn: str, outputs: Mapping[str, Any]) -> None:
        """Note the outputs that a component, or the stack, registered."""
        if urn in self.entries:
            entry = self.entries[urn]
            entry.outputs = {**entry.outputs, **outputs}
        elif STACK in urn:
            self.exports.update(outputs)

    def order(self, declared: Iterable[tuple[str, str]]) -> None:
        """Put entries in the order in which the program made them, by type and name."""
        place = {key: number for number, key in enumerate(declared)}
        last = len(place)
        entries = sorted(
            self.entries.items(),
            key=lambda item: place.get((item[1].request.type, item[1].request.name), last),
        )
        self.entries = dict(entries)

    def graph(self, name: str, path: str = "", region: str = "") -> Graph:
        """The graph of all that was noted, in a region if it is known."""
        ids = self._ids()
        order = {urn: number for number, urn in enumerate(self.entries)}
        resources = [
            replace(
                _resource(ids[key], entry, ids, order), source=source_of(entry.request, self.root)
            )
            for key, entry in self.entries.items()
        ]
        return Graph(
            name or self._project,
            path,
            region or self.region,
            tuple(resources),
            _visible(self.exports),
        )

    @property
    def _project(self) -> str:
        """The project that URNs speak of, but for the one that mocks make up."""
        name = next(iter(self.entries), "::").split("::")[1]
        return "" if name == UNNAMED else name

    def region_of(self, provider: str) -> str:
        """The region of a provider reference (``urn::id``), or ""."""
        entry = self.entries.get(provider.rpartition("::")[0])
        region = bare(entry.properties.get("region")) if entry else ""
        return region if isinstance(region, str) else ""

    def _free(self, urn: str) -> str:
        key, number = urn, 1
        while key in self.entries:
            number += 1
            key = f"{urn}#{number}"
        return key

    def _ids(self) -> dict[str, str]:
        """An id per key: ``type::name`` where that is enough, else with the parents' types."""
        short = {
            key: f"{entry.request.type}::{entry.request.name}"
            for key, entry in self.entries.items()
        }
        taken = list(short.values())
        return {
            key: name if taken.count(name) == 1 else "::".join(key.split("::")[2:])
            for key, name in short.items()
        }


def _resource(id_: str, entry: Entry, ids: Mapping[str, str], order: Mapping[str, int]) -> Resource:
    request = entry.request
    references = {
        key: _ids_of(deps.urns, ids, order)
        for key, deps in sorted(getattr(request, "propertyDependencies", {}).items())
        if deps.urns
    }
    return Resource(
        id=id_,
        type=request.type,
        name=request.name,
        properties=_visible(entry.properties),
        region=entry.region,
        provider=ids.get(request.provider.rpartition("::")[0], ""),
        parent=ids.get(request.parent, ""),
        depends_on=_ids_of(request.dependencies, ids, order),
        outputs=_visible(entry.outputs),
        references=references,
        options=_options(request, ids),
        custom=bool(entry.read or request.custom),
        read=entry.read,
        urn=entry.urn,
    )


def _ids_of(
    urns: Iterable[str], ids: Mapping[str, str], order: Mapping[str, int]
) -> tuple[str, ...]:
    known = sorted({urn for urn in urns if urn in ids}, key=order.__getitem__)
    return tuple(ids[urn] for urn in known)


def _options(request: Any, ids: Mapping[str, str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for wire, name in _OPTIONS.items():
        value = getattr(request, wire, None)
        if value:
            options[name] = value if isinstance(value, str | bool) else list(value)
    if "deleted_with" in options:
        options["deleted_with"] = ids.get(options["deleted_with"], options["deleted_with"])
    aliases = [alias.urn or alias.spec.name for alias in getattr(request, "aliases", ())]
    aliases += getattr(request, "aliasURNs", ())
    return {**options, "aliases": aliases} if any(aliases) else options


def _visible(bag: Mapping[str, Any]) -> dict[str, Any]:
    return {key: marked(bag[key]) for key in sorted(bag) if not key.startswith(INTERNAL)}
