"""A pytest plugin object that decides whose test each note counts for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from testguard.measurement.probing.annotations import FoundErrors, expected_by
from testguard.measurement.probing.assertions import AssertionProbes
from testguard.measurement.probing.importer import ProbedImports
from testguard.measurement.probing.plan import Plan
from testguard.measurement.probing.raises import RaisesBlocks
from testguard.measurement.probing.tally import Notes, Tally
from testguard.measurement.tapping import Taps

ASSERTED = "asserted"
OUTSIDE = "(outside of tests)"


@dataclass
class Count:
    """The ids of the passed tests that did something, and the distinct values they did it with."""

    values: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


@dataclass
class FileRun:
    """What ran of one test file: passed tests by symbol, those that asserted, assertion lines."""

    passed: set[str] = field(default_factory=set)
    asserting: set[str] = field(default_factory=set)
    executed: set[int] = field(default_factory=set)


class ProbeRecorder:
    """Counts what passed tests exercised, through probes, while it is a plugin of the session.

    What a fixture of a wider scope does counts for each passed test that uses it; what happens
    outside of any test or such fixture counts when any test passed.
    """

    def __init__(self, plan: Plan, root: Path, taps: Taps | None = None) -> None:
        self._root = root
        self.taps = taps or Taps()
        self.tally = Tally(plan, root)
        self.counts: dict[tuple[str, str], Count] = defaultdict(Count)
        self._count_of = [self.counts[each.item, each.role] for each in plan.watchers]
        self.files: dict[str, FileRun] = defaultdict(FileRun)
        self._outside = self.tally.notes
        self._fixtures: dict[tuple[str, str], Notes] = defaultdict(Notes)
        self.interrupted = ""
        self._passed = False
        self._requested: tuple[str, ...] = ()
        self._runs: dict[str, FileRun] = {}
        self._executed: set[tuple[str, int]] = set()
        self._given: dict[str, set[int]] = {}
        self._imports = ProbedImports(self.tally, root)
        self._raises = RaisesBlocks(self.tally, root)
        self._assertions = AssertionProbes(self.tally, root)
        self._found = FoundErrors(self.tally)

    @property
    def unprobed(self) -> frozenset[str]:
        """Modules that could not be probed."""
        return frozenset(self._imports.failed)

    def install(self) -> None:
        """Begin to probe what is imported from now on."""
        for part in (self._imports, self._raises, self._assertions, self._found, self.taps):
            part.install()

    def remove(self) -> None:
        """Put everything back."""
        for part in (self.taps, self._found, self._assertions, self._raises, self._imports):
            part.remove()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Give the test notes of its own, and count them when it passed."""
        notes, test = Notes(), item.nodeid
        self._passed, self._requested = False, ()
        outer, key = self.tally.switch(notes), self.taps.switch(test)
        try:
            return (yield)
        finally:
            self.tally.switch(outer)
            self.taps.switch(key)
            if self._passed:
                self._count(item, test, notes)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember whether the running test passed; what its subtests report is no verdict."""
        if report.when == "call" and type(report) is pytest.TestReport:
            self._passed = report.outcome == "passed"
        elif report.outcome == "failed":
            self._passed = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember Ctrl-C and `pytest.exit`, which may end a run with any exit code, 0 too."""
        self.interrupted = str(excinfo.value) or excinfo.typename

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Ask for the names of fixtures while they are known, those asked for in code included."""
        if self._fixtures:
            request = getattr(item, "_request", item)
            self._requested = tuple(getattr(request, "fixturenames", ()))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Keep what a fixture of a wider scope does apart from the test that is first."""
        if fixturedef.scope == "function":
            return (yield)
        name, base = fixturedef.argname, fixturedef.baseid
        outer = self.tally.switch(self._fixtures[name, base])
        key = self.taps.switch(_key(name, base))
        try:
            return (yield)
        finally:
            self.tally.switch(outer)
            self.taps.switch(key)

    def _count(self, item: pytest.Item, test: str, notes: Notes) -> None:
        keys = [test, ""]
        for (name, base), wider in self._fixtures.items():
            if name in self._requested and _within(test, base):
                notes.add(wider)
                keys.append(_key(name, base))
                self._given[keys[-1]] = wider.given
        if notes.given:
            self._given[test] = notes.given
        self.taps.count(test, keys)
        file, _, name = test.partition("::")
        symbol = name.partition("[")[0].replace("::", ".")
        run = self._runs.get(file) or self._run_of(file, item)
        run.passed.add(symbol)
        self._executed |= notes.lines
        if notes.assertions or notes.lines:
            run.asserting.add(symbol)
        self._count_items(test, notes)

    def _run_of(self, file: str, item: pytest.Item) -> FileRun:
        """The run of a test's file, which node ids call ``file``."""
        self._runs[file] = self.files[place_of(item.path, self._root)]
        return self._runs[file]

    def _count_items(self, test: str, notes: Notes) -> None:
        for index, values in notes.fired.items():
            count = self._count_of[index]
            count.values |= values
            count.names.add(test)
        expected = notes.asserted
        if notes.added_errors or notes.refusals:
            expected = expected | expected_by(notes)
        for index in expected:
            self.counts[self.tally.plan.watchers[index].item, ASSERTED].names.add(test)

    def finish(self) -> None:
        """Count what happened outside of tests, if any passed."""
        for path, line in self._executed:
            self.files[path].executed.add(line)
        if any(run.passed for run in self.files.values()):
            self._given[""] = self._outside.given
            self._count_items(OUTSIDE, self._outside)
        watchers = self.tally.plan.watchers
        for key, given in self._given.items():
            self.taps.give(key, (watchers[index].item for index in given))


def place_of(path: Path, root: Path) -> str:
    """A path relative to ``root``, with forward slashes; as it is where it is elsewhere."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _key(fixture: str, base: str) -> str:
    return f"{base}::{fixture}()"


def _within(nodeid: str, base: str) -> bool:
    """Whether a test stands below the node that holds a fixture."""
    return not base or nodeid == base or nodeid.startswith((f"{base}::", f"{base}/"))
