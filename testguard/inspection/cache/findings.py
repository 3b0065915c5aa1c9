"""Looking findings up, keeping new ones, and writing all of them for the next run."""

from __future__ import annotations

import hashlib
from os.path import isfile, join
from pathlib import Path

import msgspec

from testguard.inspection.cache.facts import Facts, is_textual
from testguard.inspection.cache.key import Key
from testguard.inspection.cache.records import Record
from testguard.inspection.cache.store import Entry, Store, decode, encode, packed
from testguard.inspection.own_codes import RULE_CRASHED
from testguard.inspection.targets import Target
from testguard.model.evidence import SuiteRun
from testguard.model.finding import Finding
from testguard.suite.cache_file import read_cache, write_cache
from testguard.suite.consulted import Fact
from testguard.suite.library import Library

NAME = "findings"
_DECODER = msgspec.msgpack.Decoder(list[Finding])


def read_store(folder: Path) -> Store:
    """What is kept in ``folder``; nothing where that is not certain."""
    data = read_cache(folder / NAME)
    return Store() if data is None else decode(data)


class FindingsCache:
    """The findings of earlier runs; a wrong one is worse than none.

    A file's findings hold while the file, the way it is looked at, and the replies to all that was
    asked while it was inspected are the same. What a rule that crashed left, and what concerns a
    file that cannot be read, is never kept.
    """

    def __init__(self, store: Store, key: Key, library: Library) -> None:
        self._store = store
        self._key = key
        self._library = library
        self._entries = dict(store.entries) if store.key == key.digest else {}
        self._sure: set[str] = set()
        self._new: dict[str, tuple[Entry, frozenset[Fact]]] = {}
        self._facts = Facts(library, store.told)
        self._groups: dict[int, bool] = {}
        self._restamped = False

    def look_up(self, target: Target, run: SuiteRun | None) -> list[Finding] | None:
        """The findings of a file whose tests ran so, if they are known and certain."""
        name = _name(target, run)
        entry = self._entries.get(name)
        if entry is None or not self._holds(entry, target, run):
            return None
        try:
            findings = _DECODER.decode(entry.findings) if entry.findings else []
        except msgspec.DecodeError:
            return None
        self._sure.add(name)
        return findings

    def begin(self) -> None:
        """Take down the state of the repository, before any file is inspected."""
        restamped = self._library.contents.fresh().values()
        self._restamped = any(stamp.settled() for stamp in restamped)
        if not self._entries or any(map(is_textual, self._store.facts)):
            self._facts.look_at_texts()

    def keep(self, record: Record, run: SuiteRun | None) -> None:
        """Remember what the inspection of one file found, in place of what was known."""
        self._library.contents.stamps.update(record.stamps)
        name = _name(record.target, run)
        self._entries.pop(name, None)
        findings = _encoded(record)
        if findings is not None:
            variant = _variant(record.target, run)
            entry = Entry(record.target.path, variant, record.digest, 0, findings)
            self._new[name] = (entry, record.facts)

    def save(self, folder: Path) -> None:
        """Write what is known, where that differs from what is written and can be written."""
        known = {name: each for name, each in self._entries.items() if self._exists(name, each)}
        learned = [fact for _, facts in self._new.values() for fact in facts if is_textual(fact)]
        told = self._facts.learned(learned) or self._store.told
        same = not self._new and known.keys() == self._store.entries.keys()
        if same and told == self._store.told and not self._restamped:
            return
        groups = {each.group: self._store.facts_of(each.group) for each in known.values()}
        entries = {name: (each, groups[each.group]) for name, each in known.items()}
        everything = {**entries, **self._new}
        stamps = self._library.contents.stamps
        store = packed(self._key, everything, stamps, told)
        write_cache(folder / NAME, encode(store))

    def _holds(self, entry: Entry, target: Target, run: SuiteRun | None) -> bool:
        return (
            entry.digest == self._library.contents.digest(target.path)
            and entry.variant == _variant(target, run)
            and self._group_holds(entry.group)
        )

    def _group_holds(self, group: int) -> bool:
        if group not in self._groups:
            self._groups[group] = self._facts.hold(self._store.facts_of(group))
        return self._groups[group]

    def _exists(self, name: str, entry: Entry) -> bool:
        return name in self._sure or isfile(join(self._library.root, entry.path))  # noqa: PTH113, PTH118 - often


def _name(target: Target, run: SuiteRun | None) -> str:
    """Findings with and without evidence of a run are kept side by side."""
    return f"{target.path}\n" if run else target.path


def _variant(target: Target, run: SuiteRun | None) -> str:
    """A digest of all that is known of a file besides its text."""
    known = (target, run and _sorted(run))
    return hashlib.sha256(repr(known).encode("utf-8", "backslashreplace")).hexdigest()


def _sorted(run: SuiteRun) -> tuple[object, ...]:
    return (run.digest, sorted(run.passed), sorted(run.asserting), sorted(run.executed))


def _encoded(record: Record) -> bytes | None:
    """The findings as bytes, if they may be kept and will come back as they are."""
    findings = record.findings
    if not record.digest or any(each.code == RULE_CRASHED.code for each in findings):
        return None
    try:
        msgspec.msgpack.encode((record.target.path, record.facts))  # names may not be encodable
        data = msgspec.msgpack.encode(findings) if findings else b""
        same = not findings or _DECODER.decode(data) == findings
    except (TypeError, UnicodeEncodeError, msgspec.MsgspecError):
        return None
    return data if same else None
