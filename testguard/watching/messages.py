"""What the one who watches, the process that forks, and a fork tell each other."""

from __future__ import annotations

from msgspec import Struct, field

from testguard.warm.known import Known


class Orders(Struct, frozen=True):
    """What a warm process is for: ``suites`` are all files that it may be asked to run.

    ``options`` are options of pytest; ``folder`` holds the folders of all forks.
    """

    root: str
    folder: str
    suites: tuple[str, ...]
    options: tuple[str, ...] = ()


class Fork(Struct, frozen=True):
    """Make a fork, prepared with what is known; its temporary files go into ``folder``."""

    folder: str
    known: Known


class Forked(Struct, frozen=True):
    """The process id of a fork. Handles follow: the channel to it, and what it prints."""

    pid: int


class Job(Struct, frozen=True):
    """Run ``files``; of those in ``only``, just the tests named there."""

    files: tuple[str, ...]
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Done(Struct, frozen=True):
    """How a run ended.

    ``failed`` gives by file the ids of tests that failed, and of files that cannot be imported;
    ``passed`` and ``skipped`` are counts. ``code`` is pytest's exit code.
    """

    code: int
    failed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    passed: int = 0
    skipped: int = 0
    known: Known = field(default_factory=Known)


class Said(Struct, frozen=True):
    """What a fork says: at first that it is ready, then how its run ended."""

    done: Done | None = None
