"""What stands in the cache: entries, and the facts they rest on, each of which is written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from msgspec import Struct, field

from testguard.inspection.cache.facts import Told
from testguard.inspection.cache.key import Key
from testguard.suite.consulted import Fact
from testguard.suite.contents import Stamp

Indices = tuple[int, ...]


class Entry(NamedTuple):
    """The findings of one file, encoded, and the ``digest`` of the file.

    ``variant`` tells how the file was looked at; ``group`` is the number of a group of facts.
    """

    path: str
    variant: str
    digest: str
    group: int
    findings: bytes


class Store(Struct, frozen=True):
    """The whole cache. A group is a set of indices into ``facts``."""

    key: str = ""
    stamps: dict[str, Stamp] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    groups: tuple[Indices, ...] = ()
    entries: dict[str, Entry] = field(default_factory=dict)
    told: Told | None = None

    def facts_of(self, group: int) -> tuple[Fact, ...]:
        """The facts of one group."""
        return tuple(self.facts[index] for index in self.groups[group])


def encode(store: Store) -> bytes:
    """The store as bytes."""
    return msgspec.msgpack.encode(store)


def decode(data: bytes) -> Store:
    """The store that was encoded; an empty one for anything else."""
    try:
        store = msgspec.msgpack.decode(data, type=Store)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Store()
    facts, groups = len(store.facts), len(store.groups)
    sound = all(0 <= index < facts for group in store.groups for index in group)
    sound = sound and all(0 <= entry.group < groups for entry in store.entries.values())
    return store if sound else Store()


def packed(
    key: Key,
    entries: Mapping[str, tuple[Entry, Iterable[Fact]]],
    stamps: Mapping[str, Stamp],
    told: Told | None,
) -> Store:
    """A store of these entries and what they rest on; facts that are one object are one group.

    Of ``stamps`` it holds those of files that an entry, a fact or the key speaks of.
    """
    facts: dict[Fact, int] = {}
    groups: dict[Indices, int] = {}
    seen: dict[int, int] = {}
    numbered = {}
    for name, (entry, about) in entries.items():
        if id(about) not in seen:
            indices = tuple(sorted(facts.setdefault(fact, len(facts)) for fact in about))
            seen[id(about)] = groups.setdefault(indices, len(groups))
        numbered[name] = entry._replace(group=seen[id(about)])
    paths = {question[1] for question, _ in facts if question[0] == "bytes"}
    paths.update(key.sources, (entry.path for entry in numbered.values()))
    used = {path: stamp for path in sorted(paths) if (stamp := stamps.get(path))}
    return Store(key.digest, used, tuple(facts), tuple(groups), numbered, told)
