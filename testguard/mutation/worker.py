"""A warm process: runs the tests once, then tries one mutant after another, each in a fork.

The fork is made where pytest has read its configuration and imported nothing of the repository:
the child imports stacks and tests anew, as a fresh process would, on libraries that are warm.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from testguard.model.mutant import Verdict
from testguard.model.resource import Observed
from testguard.model.statement import Declared, Statement
from testguard.mutation.forking import Child, fork
from testguard.mutation.messages import Observation, Orders, Outcome, Run, Trial
from testguard.mutation.observer import Observer
from testguard.mutation.remembering import remember_code
from testguard.mutation.stating import Inquiry, Probed, facts_of, witnesses
from testguard.mutation.taps import Taps
from testguard.mutation.trial import Trying
from testguard.plugin import Framework, load_plugins
from testguard.plugin.network import no_network
from testguard.plugin.surroundings import forget_credentials, forget_modules
from testguard.warm.channel import hear, tell

QUIET = (
    "-q", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-testguard", "--no-cov",
    "--color=no", "--tb=native", "--no-header", "--no-summary",
)  # fmt: skip
RAN = (
    pytest.ExitCode.OK,
    pytest.ExitCode.TESTS_FAILED,
    pytest.ExitCode.NO_TESTS_COLLECTED,
)
LONGEST = 3600.0
LONGEST_PROBE = 120.0


def main() -> None:
    """Serve whoever holds the other end of the channel, until it is closed."""
    channel = Connection(int(sys.argv[1]))
    orders = hear(channel, Orders)
    forget_credentials()
    os.environ["PYTEST_XDIST_AUTO_NUM_WORKERS"] = "0"
    os.environ["COVERAGE_CORE"] = "ctrace"  # the other core knows no contexts
    with no_network():
        serve(Worker(orders, channel))


@dataclass
class Worker:
    """One worker: its orders, and the channel to who gives them."""

    orders: Orders
    channel: Connection
    root: Path = field(init=False)
    frameworks: tuple[Framework, ...] = field(init=False)
    warm: Taps | None = None

    def __post_init__(self) -> None:
        self.root = Path(self.orders.root)
        self.frameworks = load_plugins([]).frameworks

    @property
    def arguments(self) -> list[str]:
        """The command line of pytest."""
        files = [str(self.root / suite) for suite in self.orders.suites]
        return [*QUIET, *self.orders.options, *files]

    def taps(self) -> Taps:
        """New taps, which do not listen yet."""
        return Taps.of(self.frameworks, self.root)

    def trying(self, trial: Trial) -> Trying:
        """A trial that is about to begin in this process."""
        taps = self.taps()
        taps.before_trial()
        if self.warm is not None:
            taps.recall(self.warm)
        if trial.varied:
            taps.heed(trial.varied, trial.attempt)
        taps.install()
        return Trying(trial, self.root, self.orders.stacks, taps)


def serve(worker: Worker) -> None:
    """Warm up; then fork for each trial that comes, and tell how it ended."""
    observer = Observer(worker.taps(), worker.root, worker.orders.stacks)
    observer.taps.before_trial()
    if worker.orders.observe:
        observer.taps.heed()
    observer.taps.install()
    remember_code(worker.root)
    observer.start()
    code = pytest.main(worker.arguments, plugins=[observer])
    observer.stop()
    observer.taps.remove()
    if code not in RAN:
        observer.trouble = observer.trouble or f"pytest ended with {pytest.ExitCode(code).name}"
    worker.warm = observer.taps
    forget_modules(worker.root)
    gc.collect()
    gc.freeze()
    server = Server(worker, observer)
    pytest.main(worker.arguments, plugins=[server])
    server.end()


@dataclass
class InChild(BaseException):
    """Leaves what only the parent goes on with; this process is for one trial."""

    trial: Trial


@dataclass(eq=False)  # pytest keeps plugins in sets
class Server:
    """A pytest plugin object that forks where nothing of the repository is imported yet."""

    worker: Worker
    observer: Observer
    child: Child | None = None
    trying: Trying | None = None
    force: ExitStack = field(default_factory=ExitStack)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(
        self, early_config: pytest.Config, args: list[str]
    ) -> Generator[None]:
        """In the parent, serve and never return; in a child, go on with one trial."""
        trial = self._serve()
        self.trying = self.worker.trying(trial)
        self.trying.decided = self._tell
        early_config.pluginmanager.register(self.trying)
        files = dict.fromkeys(test.partition("::")[0] for test in trial.tests)
        suites = {str(self.worker.root / suite) for suite in self.worker.orders.suites}
        options = [each for each in args if each not in suites]
        args[:] = [*options, *(str(early_config.rootpath / file) for file in files)]
        self.force.enter_context(self.trying.in_force())  # as long as this child lives
        return (yield)

    def end(self) -> None:
        """In a child, tell what was found."""
        if self.trying is not None:
            self._tell(self.trying.conclude())

    def _tell(self, outcome: Outcome) -> None:
        if self.child is not None:
            self.child.tell(outcome)

    def _serve(self) -> Trial:
        channel = self.worker.channel
        if self.worker.orders.observe:
            trial = self._whole()
            done = self._fork(trial)
            if done is None:
                return trial
            try:
                tell(channel, self._observation(done))
            except InChild as child:
                return child.trial
        else:
            tell(channel, Observation())
        while True:
            trial = self._next()
            outcome = self._fork(trial)
            if outcome is None:
                return trial
            tell(channel, outcome)

    def _next(self) -> Trial:
        try:
            return hear(self.worker.channel, Trial)
        except (EOFError, ConnectionError):
            os._exit(0)

    def _fork(self, trial: Trial) -> Outcome | None:
        """The outcome in the parent; nothing in the child."""
        forked = fork(trial.seconds)
        if isinstance(forked, Child):
            self.child = forked
            self.worker.channel.close()
            return None
        return forked

    def _whole(self) -> Trial:
        passed = sorted(self.observer.passed - self.observer.failed)
        return Trial(None, tuple(passed), LONGEST)

    def _observation(self, again: Outcome) -> Observation:
        trouble = self.observer.trouble
        if again.verdict is Verdict.ERROR and not again.passed and self.observer.passed:
            trouble = trouble or f"the tests do not run in a fork: {again.message}"
        passed = self.observer.passed - self.observer.failed
        stable = passed & set(again.passed)
        graphs = self.observer.graphs(stable)
        runs = [
            Run(test, test in stable, again.took.get(test, seconds))
            for test, seconds in sorted(self.observer.seconds.items())
        ]
        return Observation(
            tuple(runs),
            graphs,
            self.observer.lines(stable),
            self.observer.taps.visible,
            self._declared(graphs, {run.test: run.seconds for run in runs}),
            trouble,
        )

    def _declared(
        self, observed: Sequence[Observed], seconds: Mapping[str, float]
    ) -> tuple[Declared, ...]:
        """What follows from the statements of the repository, but not of its tests."""
        suites = frozenset(self.worker.orders.suites)
        statements = [
            each
            for each in self.observer.taps.statements
            if each.module not in suites and Path(each.module).name != "conftest.py"
        ]
        if not statements:
            return ()
        tests = witnesses(observed, seconds)
        shown = [each.graph for each in observed if set(tests) & set(each.tests)]
        inquiry = Inquiry(partial(self._probe, tests, len(shown)), facts_of(shown))
        inquiry.ask(statements)
        return tuple(inquiry.declared())

    def _probe(
        self, tests: tuple[str, ...], graphs: int, statements: Sequence[Statement], attempt: int
    ) -> Probed:
        trial = Trial(None, tests, LONGEST_PROBE, varied=tuple(statements), attempt=attempt)
        outcome = self._fork(trial)
        if outcome is None:
            raise InChild(trial)
        built = len(outcome.graphs) >= graphs
        return Probed(outcome.graphs if built else None, outcome.refused)


if __name__ == "__main__":
    main()
