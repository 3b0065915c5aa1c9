"""The baseline: findings that were there when testguard came, and may only become fewer.

A JSON file, written for review in a diff::

    {"version": 1,
     "findings": [
       {"code": "TG101", "path": "tests/test_a.py", "symbol": "TestA",
        "message": "...", "fingerprint": "0123456789abcdef", "reason": "to be revived in May"}]}

Entries are sorted by path, code, symbol and fingerprint. ``reason`` is there when it was given.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from testguard.errors import EvidenceError
from testguard.model.finding import Finding

VERSION = 1
NEVER = frozenset({"TG000"})
RUN_TIME = "TG5"


class BaselineEntry(Struct, frozen=True, order=True):
    """One accepted finding; ``fingerprint`` decides, the rest is for the reader."""

    path: str
    code: str
    symbol: str
    fingerprint: str
    message: str = ""
    reason: str = ""


class BaselineChange(Struct, frozen=True):
    """What an update did: entries added, kept and removed, and findings that were not accepted."""

    path: str
    added: tuple[BaselineEntry, ...] = ()
    kept: tuple[BaselineEntry, ...] = ()
    removed: tuple[BaselineEntry, ...] = ()
    refused: tuple[BaselineEntry, ...] = ()


def read_baseline(path: Path) -> tuple[BaselineEntry, ...]:
    """The entries of the file at ``path``; none where there is no file.

    Raises `EvidenceError` for a file that is truncated, of an unknown version, or no baseline.
    """
    try:
        return parse_baseline(path.read_bytes(), str(path))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _damaged(str(path), f"cannot be read: {error}") from error


def parse_baseline(content: bytes, name: str) -> tuple[BaselineEntry, ...]:
    """The entries of a baseline called ``name``. Raises `EvidenceError` as `read_baseline` does."""
    try:
        data = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _damaged(name, f"cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(name, f"is no complete JSON: {error}") from error
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, bool) or version != VERSION:
        raise _damaged(name, f"has the version {version!r}; this testguard reads {VERSION}")
    entries = data.get("findings")
    if not isinstance(entries, list):
        raise _damaged(name, "has no list of findings")
    return tuple(_entry(name, index, entry) for index, entry in enumerate(entries, 1))


def write_baseline_file(path: Path, entries: Iterable[BaselineEntry]) -> None:
    """Write ``entries``, sorted, in one step: the file is never seen half written."""
    findings = [_as_json(entry) for entry in sorted(entries)]
    text = json.dumps({"version": VERSION, "findings": findings}, indent=2, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(f"{text}\n".encode(errors="backslashreplace"))  # as JSON escapes
        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o644
        Path(name).chmod(mode)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def apply_baseline(
    findings: Iterable[Finding], entries: Iterable[BaselineEntry]
) -> tuple[Finding, ...]:
    """Mark the findings that are in the baseline; each entry speaks for one finding."""
    left = Counter(entry.fingerprint for entry in entries)
    marked = []
    for finding in findings:
        known = _may_enter(finding) and left[finding.fingerprint] > 0
        left[finding.fingerprint] -= known
        marked.append(replace(finding, baselined=known))
    return tuple(marked)


def update_baseline(
    path: Path,
    findings: Iterable[Finding],
    *,
    accept: bool = False,
    reason: str = "",
    ran: Collection[str] = (),
) -> BaselineChange:
    """Bring the baseline at ``path`` up to date with ``findings`` and write it.

    Entries whose finding is gone are dropped; those of what only a test run shows stay, unless the
    suite is one that ``ran``. New findings are refused, unless ``accept``: then they enter with
    ``reason``. A baseline that does not exist yet takes in everything.
    """
    first = not path.exists()
    before = read_baseline(path)
    unseen = [each for each in before if each.code.startswith(RUN_TIME) and each.path not in ran]
    known = [each for each in before if each not in unseen]
    change = compare(str(path), known, findings, accept=accept or first, reason=reason)
    change = replace(change, kept=tuple(sorted((*change.kept, *unseen))))
    if first or change.added or change.removed:
        write_baseline_file(path, (*change.kept, *change.added))
    return change


def compare(
    name: str,
    before: Iterable[BaselineEntry],
    findings: Iterable[Finding],
    *,
    accept: bool,
    reason: str = "",
) -> BaselineChange:
    """What an update of the baseline ``name`` would do."""
    left: dict[str, list[BaselineEntry]] = {}
    for entry in before:
        left.setdefault(entry.fingerprint, []).append(entry)
    kept, new = [], []
    for finding in findings:
        if not _may_enter(finding):
            continue
        known = left.get(finding.fingerprint)
        if known:
            kept.append(_refreshed(known.pop(0), finding))
        else:
            new.append(_from_finding(finding, reason))
    removed = tuple(sorted(entry for entries in left.values() for entry in entries))
    added, refused = (tuple(sorted(new)), ()) if accept else ((), tuple(sorted(new)))
    return BaselineChange(name, added, tuple(sorted(kept)), removed, refused)


def _may_enter(finding: Finding) -> bool:
    return finding.suppressed is None and finding.code not in NEVER


def _from_finding(finding: Finding, reason: str) -> BaselineEntry:
    return BaselineEntry(
        finding.path, finding.code, finding.symbol, finding.fingerprint, finding.message, reason
    )


def _refreshed(entry: BaselineEntry, finding: Finding) -> BaselineEntry:
    return _from_finding(finding, entry.reason)


def _as_json(entry: BaselineEntry) -> dict[str, str]:
    shown = {
        "code": entry.code,
        "path": entry.path,
        "symbol": entry.symbol,
        "message": entry.message,
        "fingerprint": entry.fingerprint,
    }
    return {**shown, "reason": entry.reason} if entry.reason else shown


def _entry(name: str, index: int, data: Any) -> BaselineEntry:
    keys = ("path", "code", "symbol", "fingerprint", "message")
    known = data if isinstance(data, dict) else {}
    if not all(isinstance(known.get(key), str) for key in keys):
        raise _damaged(name, f"finding {index} lacks one of {', '.join(keys)}")
    return BaselineEntry(**{key: known[key] for key in keys}, reason=str(known.get("reason", "")))


def _damaged(name: str, what: str) -> EvidenceError:
    return EvidenceError(
        f"baseline {name} {what}",
        hint="restore it from version control, or delete it and run `testguard baseline`",
    )
