"""Runs of tests, each in a fork that was made ready before anybody asked for it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from msgspec.structs import replace

from testguard.warm.channel import hear, tell
from testguard.warm.known import Known
from testguard.warm.process import WarmProcess
from testguard.watching.fork import ForkedRun
from testguard.watching.messages import Done, Fork, Forked, Job, Orders

SPARES = 2  # one to run, one for the save that comes before it is done
PATIENCE = 5.0
MODULE = "testguard.watching.forge"


@dataclass(frozen=True)
class Printed:
    """What a run has printed."""

    data: bytes


@dataclass(frozen=True)
class Ended:
    """A run is over; without ``done`` its process ended before it could tell how."""

    done: Done | None


@dataclass(frozen=True)
class Broken:
    """No test can be run as things are: pytest itself refuses, and says why."""

    reason: str


Event = Printed | Ended | Broken


@dataclass(eq=False)
class Runner:
    """One warm process and its forks: spare ones, one that runs, and some that have to end.

    ``known`` is what runs have taught so far; ``folder`` holds all their temporary files.
    """

    root: str
    environment: Mapping[str, str]
    options: tuple[str, ...] = ()
    known: Known = field(default_factory=Known)
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="testguard-watch-")))
    spares: list[ForkedRun] = field(default_factory=list)
    _forge: WarmProcess | None = None
    _suites: tuple[str, ...] = ()
    _number: int = 0
    _asked: list[Path] = field(default_factory=list)
    _job: Job | None = None
    _current: ForkedRun | None = None
    _leaving: list[ForkedRun] = field(default_factory=list)
    _under: dict[str, str] | None = None
    _suspect: Known | None = None

    @property
    def stale(self) -> bool:
        """Whether libraries were imported under variables that tests no longer set so."""
        return self._under is not None and self._under != self.known.environment

    @property
    def busy(self) -> bool:
        """Whether tests run, or are about to."""
        return self._current is not None or self._job is not None

    def renew(self, suites: Sequence[str], job: Job | None = None) -> None:
        """Start over with a new warm process, which reads pytest's configuration again."""
        self.stop()
        self._end_forge()
        self._suites, self._job, self._under = tuple(suites), job, None
        self.folder.mkdir(exist_ok=True)
        orders = Orders(self.root, str(self.folder), self._suites, self.options)
        self._forge = WarmProcess.start(MODULE, self.root, orders, self.environment)
        self._prepare(SPARES if self.known.libraries else 1)

    def run(self, job: Job) -> None:
        """Run ``job`` instead of what runs now."""
        self.stop()
        self._job = job
        if self.spares:
            self._hand_over()
        elif self._forge is None:
            self.renew(self._suites, job)
        else:
            self._prepare(1)

    def stop(self) -> None:
        """Stop what runs; it has a few seconds to tear fixtures down."""
        self._job = None
        if self._current is not None:
            self._current.interrupt()
            self._leaving.append(self._current)
            self._current = None

    def close(self) -> None:
        """End every process and remove every file."""
        self.stop()
        self._end_forge()
        shutil.rmtree(self.folder, ignore_errors=True)

    def events(self, *others: Any) -> Iterator[Event]:
        """Wait until something happens, to a run or to ``others``; what happened to runs."""
        runs = [*self.spares, *self._leaving, *([self._current] if self._current else [])]
        talking = {each.channel: each for each in runs}
        printing = {each.output: each for each in runs if each.prints}
        forge = [self._forge.channel] if self._forge else []
        for ready in wait([*talking, *printing, *forge, *others], self._patience())[:1]:
            if ready in talking:
                yield from self._hear(talking[ready])
            elif ready in printing:
                yield from self._read(printing[ready])
            elif ready in forge:
                yield from self._adopt()
        self._clear()

    def _patience(self) -> float | None:
        """Seconds until something has to be killed."""
        times = [each.deadline - time.monotonic() for each in self._leaving]
        return max(0.0, min(times)) if times else None

    def _read(self, run: ForkedRun) -> Iterator[Event]:
        data = run.read()
        if data and run is self._current:
            yield Printed(data)

    def _hear(self, run: ForkedRun) -> Iterator[Event]:
        """A fork says that it is ready, how its run ended, or nothing any more."""
        try:
            done = run.hear()
        except (EOFError, ConnectionError):
            done = None
            run.gone = True
        if done is None and not run.gone:
            if self.known.libraries:
                self._prepare(SPARES)
            return
        if run in self.spares:
            self.spares.remove(run)
        if run is self._current:
            yield from self._read(run)
            self._current = None
            self._learn(done)
            yield Ended(done)
        if run not in self._leaving:
            run.ending()
            self._leaving.append(run)

    def _learn(self, done: Done | None) -> None:
        if done is not None:
            cold = replace(done.known, libraries=())
            self.known = self.known.joined(cold if self._suspect else done.known)
        self._prepare(SPARES)

    def _adopt(self) -> Iterator[Event]:
        """The warm process has forked; or it is gone, because pytest refuses to begin."""
        if self._forge is None:
            return
        try:
            pid = hear(self._forge.channel, Forked).pid
            channel, output = (recv_handle(self._forge.channel) for _ in range(2))
        except (EOFError, ConnectionError, OSError):
            yield from self._give_up(self._forge.last_words())
            return
        self.spares.append(ForkedRun(pid, Connection(channel), output, self._asked.pop(0)))
        if self._job is not None:
            self._hand_over()

    def _give_up(self, reason: str) -> Iterator[Event]:
        """The warm process is gone: what it had imported may be why, else pytest refuses."""
        job, self._job = self._job, None
        self._end_forge()
        if self.known.libraries:
            self._suspect, self.known = self.known, Known()
            self.renew(self._suites, job)
            return
        if self._suspect is not None:
            self.known, self._suspect = self._suspect, None
        if job is not None:
            yield Broken(reason)

    def _hand_over(self) -> None:
        """Give the job to the fork that is ready, or will be first."""
        self._current = next((each for each in self.spares if each.ready), self.spares[0])
        self.spares.remove(self._current)
        if self._job is not None:
            self._current.begin(self._job)
        self._job = None

    def _prepare(self, wanted: int) -> None:
        """Have so many forks that wait for a job; one at a time: the first is soon ready."""
        if self.known.libraries and self._under is None:
            self._under = self.known.environment
        ready = not self._asked and all(each.ready for each in self.spares)
        if self._forge is not None and ready and len(self.spares) < wanted:
            self._number += 1
            place = self.folder / str(self._number)
            self._asked.append(place)
            with suppress(BrokenPipeError, ConnectionError):
                tell(self._forge.channel, Fork(str(place), self.known))

    def _end_forge(self) -> None:
        """End the forks that wait for a job, those that have to end, and the warm process."""
        for spare in self.spares:
            spare.dismiss()
        self._leaving += self.spares
        self.spares, self._asked = [], []
        forge, self._forge = self._forge, None
        while self._leaving:
            list(self.events())
        if forge is not None:
            forge.stop(PATIENCE)

    def _clear(self) -> None:
        """Remove what is left of forks that are gone, or had time enough."""
        over = [each for each in self._leaving if each.gone or each.deadline <= time.monotonic()]
        for each in over:
            each.clear()
            self._leaving.remove(each)
