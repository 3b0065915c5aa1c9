"""``testguard watch``."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from testguard.cli.screen import Screen, passes
from testguard.cli.session import Session, session_options
from testguard.errors import ExitCode, TestguardError, WatchError
from testguard.model.verdict import Report
from testguard.pipeline.loading import load
from testguard.pipeline.watching import Saved, Watched
from testguard.warm.known import Known
from testguard.watching.debts import Debts
from testguard.watching.messages import Done
from testguard.watching.runner import Broken, Ended, Printed, Runner
from testguard.watching.saves import Saves, check_installed

INTERRUPTED = 130
BELIEVABLE = 5.0
NOTHING = Done(0)
SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
EPILOG = """\b
Examples:
  testguard watch                              everything
  testguard watch lib/database_stack.py        one stack module, and the tests that use it
  testguard watch tests/unit                   the tests of one folder

\b
The first run is as slow as pytest. Every later one starts in a process that has imported
the CDK or Pulumi already, and whose jsii kernel runs; your own modules are imported anew.

\b
Exit codes, after Ctrl-C:
  0    the last run passed
  1    the last run failed
  130  there was no verdict yet
"""


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@session_options
def watch(session: Session, *, paths: tuple[Path, ...]) -> int:
    """Run what a save affects: the tests that depend on the file, and the check.

    PATHS are stack modules, tests, and folders of them; without any, all are watched. Tests that
    failed run again with every save until they pass, and all tests when a configuration changes.
    A save while tests run stops them. Files that git ignores do not count.

    Runs your tests, without credentials and without a network.
    """
    check_installed()
    if not hasattr(os, "fork"):
        raise WatchError("tests on save run in forks, and this platform has none")
    named = [str(path) for path in paths]
    places = tuple(path.resolve() for path in paths)
    with ExitStack() as stack:
        watched = Watched(lambda: session.config(named), places)
        saves = stack.enter_context(closing(Saves()))
        style = session.style(sys.stdout)
        [reporter] = [each for each in load(watched.config).reporters if each.name == "text"]
        environment = {**os.environ, "COLUMNS": str(style.width)}
        options = ("--color=yes" if style.color else "--color=no",)
        runner = stack.enter_context(
            closing(Runner(str(watched.config.root), environment, options))
        )
        loop = Loop(watched, saves, runner, Screen(style, reporter))
        try:
            with signals_as_interrupts():
                loop.run()
        except KeyboardInterrupt:
            loop.screen.line("")  # the terminal has echoed ^C before it
            return loop.exit_code


@dataclass
class Loop:
    """Saves come in, runs go out, verdicts are shown; until it is interrupted."""

    watched: Watched
    saves: Saves
    runner: Runner
    screen: Screen
    debts: Debts = field(default_factory=Debts)
    exit_code: int = INTERRUPTED
    _report: Report | None = None
    _since: float = 0.0
    _setting: bool = False

    def run(self) -> NoReturn:
        """Run everything once, then what saves affect."""
        watched = self.watched
        self.saves.watch(watched.folders)
        self.screen.begin(
            str(watched.config.root), len(watched.ties.project.stacks), len(watched.suites)
        )
        self._begin(Saved((), watched.suites, time.time(), anew=True))
        while True:
            for event in self.runner.events(self.saves):
                if isinstance(event, Printed):
                    self.screen.output(event.data)
                elif isinstance(event, Ended):
                    self._end(event.done)
                elif isinstance(event, Broken):
                    self._break(event.reason)
            if self.saves.answer():
                self._look()

    def _look(self) -> None:
        """See what was saved, and run what it affects."""
        try:
            saved = self.watched.look(running=self.runner.busy)
            while self.saves.watch(self.watched.folders):  # what came meanwhile rang no bell
                more = self.watched.look(running=self.runner.busy)
                saved = saved.joined(more) if saved and more else saved or more
        except TestguardError as error:
            self.runner.stop()
            self._break(str(error))
            return
        if saved is not None:
            self._begin(saved)

    def _begin(self, saved: Saved) -> None:
        """Start the tests; while they run, check, and learn what files now depend on what."""
        suites = self.watched.suites
        job = self.debts.begin(saved.suites, suites)
        self._since, self._setting = _since(saved.at), saved.anew or saved.setting
        self.screen.round(saved.changed, job, len(suites))
        if saved.anew:
            self.runner.renew(suites)
        if job.files:
            self.runner.run(job)
        else:
            self.runner.stop()
        self._report = self._check()
        self.watched.settle()
        if not job.files:
            self._end(NOTHING)

    def _check(self) -> Report | None:
        try:
            return self.watched.check()
        except TestguardError as error:
            self.screen.note(f"check: {error}")
            return None

    def _end(self, done: Done | None) -> None:
        """Show how a run ended."""
        self.debts.settle(done)
        if self._setting and self.runner.stale:
            self._start_over()
            return
        # before it is shown, for Ctrl-C may come while it is
        self.exit_code = ExitCode.PASSED if passes(done, self._report) else ExitCode.FAILED
        self.screen.verdict(done, self._report, time.time() - self._since)

    def _start_over(self) -> None:
        """Libraries may have read what tests set before they import them: import them again."""
        self.screen.note(
            "variables that tests set for libraries have changed: once more, from cold"
        )
        self._setting, self.runner.known = False, Known()
        suites = self.watched.suites
        self.runner.renew(suites, self.debts.begin(suites, suites))

    def _break(self, reason: str) -> None:
        """Nothing can run until a file is mended."""
        self.exit_code = ExitCode.FAILED
        self.screen.broken(reason)


def _since(saved_at: float) -> float:
    """When the clock began to run; a file that was renamed, or is gone, is as old as it was."""
    now = time.time()
    return saved_at if now - BELIEVABLE < saved_at < now else now


@contextmanager
def signals_as_interrupts() -> Iterator[None]:
    """Being told to end, or losing the terminal, is like Ctrl-C, in the background too.

    Afterwards these signals are ignored: what is being cleared away is cleared away to the end.
    """

    def interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    for number in SIGNALS:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
