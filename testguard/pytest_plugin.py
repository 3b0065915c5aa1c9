"""The pytest plugin: records what a test run exercises, and asks for a verdict at its end.

pytest loads it in every run, before measurement begins: it imports what it needs when it needs it,
and what judges only where the verdict is not known from the last run.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Callable, Generator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from testguard.measurement.asked import configured, plain_imports, wanted

if TYPE_CHECKING:
    from testguard.measurement.coverage_setup import Setup
    from testguard.measurement.memory.remembering import Remembering
    from testguard.measurement.probing.evidence import Probed
    from testguard.measurement.probing.handover import Probing
    from testguard.pipeline import Prepared

NAME = "testguard_session"
WORKER = "TESTGUARD_WORKER"
IMPORTED = "testguard_imported"
PROBED = "testguard_probed"
EXIT_STATUS = {0: pytest.ExitCode.OK, 1: pytest.ExitCode.TESTS_FAILED}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of ``pytest --testguard``."""
    group = parser.getgroup("testguard", "what the tests exercised of each stack module")
    group.addoption(
        "--testguard",
        action="store_true",
        help="Measure and judge; the default where [tool.testguard] or testguard.toml exists.",
    )
    group.addoption("--no-testguard", action="store_true", help="Neither measure nor judge.")
    group.addoption(
        "--testguard-report",
        action="append",
        default=[],
        metavar="FORMAT[:FILE]",
        help="Report in this format, to a file or to the terminal; may be repeated. Default: text.",
    )
    group.addoption(
        "--testguard-shard",
        default="",
        metavar="NAME",
        help="Record this run as one part of several; `testguard gate` judges them together.",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser
) -> Generator[None]:
    """Start before pytest-cov decides whether to measure, and before any conftest is imported."""
    early_config.addinivalue_line("markers", "requirement(*ids): what the test proves.")
    guard = _begin(early_config, parser)
    if guard is None:
        return (yield)
    early_config.pluginmanager.register(guard, NAME)
    if isinstance(guard, Guard):
        guard.probing.begin(early_config.pluginmanager)
    with guard.data_file():
        return (yield)


def _begin(config: pytest.Config, parser: pytest.Parser) -> Guard | Trouble | None:
    options = config.known_args_namespace
    handed_down = os.environ.pop(WORKER, "")
    try:
        if not wanted(options, config.invocation_params.dir, config.rootpath):
            return None
        with plain_imports(config, set_aside=True):
            return _adopt(options, handed_down) if handed_down else _prepare(config, parser)
    except (pytest.UsageError, OSError) as error:
        raise pytest.UsageError(f"testguard: {error}") from error
    except Exception as error:  # noqa: BLE001 - the tests run all the same
        return Trouble(f"testguard itself failed: {type(error).__name__}: {error}")


def _adopt(options: Namespace, handed_down: str) -> Guard:
    from testguard.measurement.coverage_setup import Setup, switch_on
    from testguard.measurement.probing.handover import Probing

    given = json.loads(handed_down)
    root = Path(given.pop("root"))
    probing = Probing.adopt(root, Path(given.pop("contracts")))
    setup = Setup(**given)
    switch_on(options, setup)
    return Guard(setup, root, probing)


def _prepare(config: pytest.Config, parser: pytest.Parser) -> Guard:
    from testguard.measurement.coverage_setup import plan, switch_on
    from testguard.measurement.memory.remembering import Remembering
    from testguard.measurement.memory.surroundings import Surroundings
    from testguard.measurement.probing.handover import Probing
    from testguard.plugin import load_plugins

    options, here = config.known_args_namespace, config.invocation_params.dir
    start = here if configured(here) or not configured(config.rootpath) else config.rootpath
    surroundings = Surroundings.now(config.invocation_params.args, here)
    plain = not (options.testguard_report or options.testguard_shard)
    remembering = Remembering.of_last_run(surroundings, [start]) if plain else None
    if remembering is not None and (memo := remembering.memo) is not None:
        root, stacks, contracts = remembering.root, memo.stacks, memo.contracts
        frameworks = load_plugins([], memo.entry_points()).frameworks
        prepare: Callable[[], Prepared] = partial(_prepared, start, options)
    else:
        prepared = _prepared(start, options)
        root, stacks = prepared.config.root, prepared.project.stacks
        contracts, frameworks = prepared.contracts, prepared.plugins.frameworks
        remembering = Remembering.of_new_run(surroundings, root) if plain else None
        prepare = partial(_prepared, start, options, prepared)
    setup = plan(options, root, stacks)
    switch_on(options, setup)
    standing = parser.parse_known_args(list(config.getini("addopts")))
    return Guard(setup, root, Probing(root, contracts, frameworks), prepare, remembering, standing)


def _prepared(start: Path, options: Namespace, known: Prepared | None = None) -> Prepared:
    from testguard.errors import TestguardError
    from testguard.pipeline import prepare

    try:
        return known or prepare(start, options.testguard_report, options.testguard_shard)
    except TestguardError as error:
        raise pytest.UsageError(str(error)) from error


@dataclass(frozen=True)
class Trouble:
    """A session that cannot be measured because testguard failed: no verdict is no pass."""

    message: str

    def data_file(self) -> Any:
        """Nothing is measured."""
        return nullcontext()

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a session that would pass."""
        _worsen(session, pytest.ExitCode.INTERNAL_ERROR)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what failed."""
        terminalreporter.section("testguard")
        terminalreporter.line(self.message, red=True)


@dataclass(eq=False)
class Guard:
    """One session that is measured; registered as a plugin, so that other runs pay nothing.

    ``prepare`` gives what it is judged on; it is None in a worker of pytest-xdist, which only
    records. ``standing`` are the options of pytest's ini file.
    """

    setup: Setup
    root: Path
    probing: Probing
    prepare: Callable[[], Prepared] | None = None
    remembering: Remembering | None = None
    standing: Namespace = field(default_factory=Namespace)
    ids: list[str] = field(default_factory=list)
    imported: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    end: Callable[[], object] = tuple
    printed: str = ""

    def data_file(self) -> Any:
        """A context in which coverage is told where to keep its data."""
        return self.setup.data_file()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> Generator[None]:
        """Let workers inherit what was decided, and subprocesses be measured."""
        from testguard.measurement.pytest_process import open_session

        if not _is_worker(session.config):
            shard = session.config.getoption("testguard_shard")
            self.end = open_session(self.root, self.setup, shard)
            if session.config.pluginmanager.hasplugin("dsession"):
                contracts = str(self.probing.hand_down())
                given = {"root": str(self.root), "contracts": contracts, **self.setup.told()}
                os.environ[WORKER] = json.dumps(given)
        try:
            with self.data_file():
                return (yield)
        finally:
            os.environ.pop(WORKER, None)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep the ids of the tests that will run; all plugins are known now."""
        from testguard.measurement.resting import rest_in_reports

        self.ids += [item.nodeid for item in session.items]
        rest_in_reports(session.config)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Every worker collects the same tests: keep the first one's."""
        self.ids = self.ids or list(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a worker imported and saw."""
        output = getattr(node, "workeroutput", {})
        self.imported.update(output.get(IMPORTED, ()))
        self.told += [output[PROBED]] if PROBED in output else []

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Judge; the session fails when the verdict does, and never passes because of it."""
        from testguard.measurement.pytest_process import imported_below

        self.imported.update(imported_below(self.root))
        if self.prepare is None or _is_worker(session.config):
            output: dict[str, Any] = session.config.workeroutput  # type: ignore[attr-defined]
            output.update({IMPORTED: sorted(self.imported), PROBED: self.probing.told()})
            return
        with plain_imports(session.config):
            _worsen(session, self._conclude(session, self.prepare))
        if session.config.getoption("no_summary", False):
            self.pytest_terminal_summary(session.config)

    def _conclude(
        self, session: pytest.Session, prepare: Callable[[], Prepared]
    ) -> pytest.ExitCode:
        from testguard.errors import TestguardError
        from testguard.measurement.memory.sight import see

        try:
            probed = self.probing.result(self.told)
            sight = see(session, self.setup, self.ids, self.imported, probed)
            if self.remembering and sight and (known := self.remembering.recall(sight)):
                self.printed = known.printed
                return pytest.ExitCode(known.status)
            return self._judge(session, prepare(), probed, sight)
        except (TestguardError, pytest.UsageError, OSError) as error:
            self.printed = f"testguard could not judge this run: {error}\n"
            return pytest.ExitCode.USAGE_ERROR
        except Exception as error:  # noqa: BLE001 - the results of the tests must be seen first
            self.printed = f"testguard itself failed: {type(error).__name__}: {error}\n"
            return pytest.ExitCode.INTERNAL_ERROR

    def _judge(
        self, session: pytest.Session, prepared: Prepared, probed: Probed, sight: str
    ) -> pytest.ExitCode:
        from testguard.measurement.memory.memo import Verdict
        from testguard.measurement.pytest_session import describe, for_terminal
        from testguard.pipeline import conclude
        from testguard.plugin.outputs import write_files

        project, seen = prepared.project, (self.ids, self.imported, probed)
        described = describe(session, project, self.setup, self.standing, *seen)
        report = conclude(prepared, described)
        write_files(report, prepared.outputs)
        self.printed = for_terminal(report, prepared.outputs, session.config)
        status = EXIT_STATUS.get(report.exit_code, pytest.ExitCode.USAGE_ERROR)
        if self.remembering and sight and not described.partial:
            verdict = Verdict(self.printed, int(status), report.summary.seconds)
            self.remembering.leave(prepared, sight, verdict)
        return status

    def pytest_terminal_summary(self, config: pytest.Config) -> None:
        """Print one section."""
        terminal = config.pluginmanager.getplugin("terminalreporter")
        if terminal is not None:
            terminal.section("testguard")
            terminal.write(self.printed)

    def pytest_unconfigure(self) -> None:
        """Leave the environment and the folder as they should be."""
        self.probing.end()
        self.end()
        if self.prepare is not None:
            self.setup.clear()


def _worsen(session: pytest.Session, status: pytest.ExitCode) -> None:
    """Fail a session that would pass; what the tests themselves say stands."""
    passing = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if status is not pytest.ExitCode.OK and session.exitstatus in passing:
        session.exitstatus = status


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
