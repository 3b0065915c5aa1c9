"""What has to run again although no save asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from testguard.watching.messages import Done, Job


@dataclass
class Debts:
    """Tests that failed run until they pass; files whose run was stopped run until it ends.

    ``failed`` gives ids of tests by file; a file that cannot be imported is an id of its own.
    """

    failed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _stopped: set[str] = field(default_factory=set)
    _job: Job | None = None

    def begin(self, files: Iterable[str], existing: Collection[str]) -> Job:
        """The job that runs ``files`` and what is owed, of the files that exist."""
        if self._job is not None:
            self._stopped |= set(self._job.files) - self._job.only.keys()
        self.failed = {file: ids for file, ids in self.failed.items() if file in existing}
        whole = {file for file in {*files, *self._stopped} if file in existing}
        whole |= {file for file, ids in self.failed.items() if any("::" not in i for i in ids)}
        only = {file: ids for file, ids in self.failed.items() if file not in whole}
        self._job = Job(tuple(sorted({*whole, *only})), only)
        return self._job

    def settle(self, done: Done | None) -> None:
        """The job is over; without ``done``, it told nothing, and is owed again."""
        job, self._job = self._job, None
        if job is None:
            return
        if done is None:
            self._stopped |= set(job.files) - job.only.keys()
            return
        self._stopped -= set(job.files)
        self.failed = {**_without(self.failed, job.files), **done.failed}


def _without(
    failed: Mapping[str, tuple[str, ...]], files: Collection[str]
) -> dict[str, tuple[str, ...]]:
    return {file: ids for file, ids in failed.items() if file not in files}
