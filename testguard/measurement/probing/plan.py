"""From contracts to the probes of each module."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from testguard.model.contract import Contract, Probe, Watch
from testguard.model.source import Span


class Role(StrEnum):
    """What it means for an item that its probe fires."""

    GIVEN = "given"
    USED = "used"
    REACHED = "reached"


class Watcher(Struct, frozen=True):
    """A probe, the id of the item it tells of, and what its firing means."""

    item: str
    role: Role
    probe: Probe


class Plan(Struct, frozen=True):
    """All watchers, and which of them stand at which site of which module.

    A watcher is known by its index in ``watchers``. Modules are paths relative to the root.
    """

    watchers: tuple[Watcher, ...]
    sites: Mapping[str, Mapping[Span, tuple[int, ...]]]


def plan(contracts: Iterable[Contract]) -> Plan:
    """The plan for several contracts; what two of them share is watched once."""
    watchers = tuple(dict.fromkeys(_watchers(contracts)))
    sites: dict[str, dict[Span, tuple[int, ...]]] = defaultdict(dict)
    for index, watcher in enumerate(watchers):
        at = sites[watcher.probe.module]
        at[watcher.probe.site] = (*at.get(watcher.probe.site, ()), index)
    return Plan(watchers, sites)


def _watchers(contracts: Iterable[Contract]) -> Iterator[Watcher]:
    for contract in contracts:
        for item in contract.inputs:
            if item.given:
                yield Watcher(item.id, Role.GIVEN, item.given)
            if item.used:
                yield Watcher(item.id, Role.USED, item.used)
        for path in contract.validations:
            yield Watcher(path.id, Role.REACHED, path.probe)


EXPRESSIONS = frozenset(
    {
        Watch.EVALUATED,
        Watch.TRUTHY,
        Watch.FALSY,
        Watch.GIVEN,
        Watch.MISSING,
    }
)
LOOKUPS = frozenset({Watch.OTHER, Watch.SAME})
ARGUMENTS = frozenset({Watch.GIVEN_ARGUMENT, Watch.LEFT_OUT})
CLASSES = frozenset({Watch.GIVEN_FIELD, Watch.LEFT_OUT_FIELD, Watch.CONSTRAINT})
