"""Inspecting only what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from testguard.inspection.cache.findings import FindingsCache, read_store
from testguard.inspection.cache.key import key_of
from testguard.inspection.cache.records import Recorder
from testguard.inspection.inspector import Inspector
from testguard.inspection.parallel import Progress, inspect_all
from testguard.inspection.targets import Target
from testguard.model.finding import Finding


def inspect_changed(
    inspector: Inspector,
    targets: Sequence[Target],
    jobs: int,
    progress: Progress | None,
    folder: Path | None,
) -> list[Finding]:
    """The findings of all ``targets``: kept ones of ``folder`` where they hold, new ones elsewhere.

    Without a folder, and with rules that cannot be identified, nothing is kept. Raises `WorkerLost`
    when a worker process is killed.
    """
    cache = None if folder is None else _opened(folder, inspector)
    if cache is None or folder is None:
        return list(inspect_all(inspector, targets, jobs, progress))
    found: list[Finding] = []
    missed = []
    for target in targets:
        known = cache.look_up(target, inspector.runs.get(target.path))
        if known is None:
            missed.append(target)
        else:
            found += known
    cache.begin()
    onward = _Onward(progress, len(targets) - len(missed), len(targets))
    for record in inspect_all(Recorder(inspector), missed, jobs, onward):
        cache.keep(record, inspector.runs.get(record.target.path))
        found += record.findings
    cache.save(folder)
    return found


def _opened(folder: Path, inspector: Inspector) -> FindingsCache | None:
    library = inspector.library
    store = read_store(folder)
    library.contents.stamps.update(store.stamps)
    key = key_of(inspector, library.contents)
    return None if key is None else FindingsCache(store, key, library)


class _Onward:
    """Progress that begins where kept findings end."""

    def __init__(self, progress: Progress | None, done: int, total: int) -> None:
        self._progress = progress
        self._done = done
        self._total = total
        if done:
            self(0, 0)

    def __call__(self, done: int, _: int, /) -> None:
        if self._progress is not None:
            self._progress(self._done + done, self._total)
