"""A pytest plugin object that learns what each test does on unchanged code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

from testguard.model.resource import Observed
from testguard.mutation.taps import Taps


@dataclass(eq=False)  # pytest keeps plugins in sets
class Observer:
    """Keys stand for tests, for fixtures of a wider scope, and for files that are imported.

    What a fixture or an import does counts for every test that uses it.
    """

    taps: Taps
    root: Path
    stacks: tuple[str, ...]
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    trouble: str = ""
    _keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _fixtures: set[tuple[str, str]] = field(default_factory=set)
    _coverage: Coverage | None = None

    def start(self) -> None:
        """Begin to count lines, before anything of the repository is imported."""
        files = [str(self.root / path) for path in self.stacks]
        if files:
            self._coverage = Coverage(data_file=None, include=files, config_file=False)
            self._coverage.start()

    def stop(self) -> None:
        """Count no more."""
        if self._coverage is not None:
            self._coverage.stop()

    def switch(self, key: str) -> str:
        """What happens from now on belongs to ``key``; gives the key so far."""
        if self._coverage is not None:
            self._coverage.switch_context(key)
        return self.taps.switch(key)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, Any, Any]:
        """Keep apart what an import does."""
        before = self.switch(_file(collector.nodeid))
        try:
            return (yield)
        finally:
            self.switch(before)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Keep apart what a test does."""
        before = self.switch(item.nodeid)
        self._keys[item.nodeid] |= {item.nodeid, _file(item.nodeid)}
        try:
            return (yield)
        finally:
            self.switch(before)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Keep apart what a fixture of a wider scope does."""
        if fixturedef.scope == "function":
            return (yield)
        self._fixtures.add((fixturedef.argname, fixturedef.baseid))
        before = self.switch(_fixture(fixturedef.argname, fixturedef.baseid))
        try:
            return (yield)
        finally:
            self.switch(before)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Ask for the names of fixtures while they are known."""
        names = getattr(getattr(item, "_request", item), "fixturenames", ())
        self._keys[item.nodeid] |= {
            _fixture(name, base)
            for name, base in self._fixtures
            if name in names and item.nodeid.startswith(base)
        }

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember outcome and duration."""
        self.seconds[report.nodeid] += report.duration
        if report.when == "call" and report.outcome == "passed":
            self.passed.add(report.nodeid)
        elif report.outcome == "failed":
            self.failed.add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be imported."""
        if report.outcome == "failed":
            self.trouble = f"{report.nodeid} cannot be collected: {_last_line(report.longreprtext)}"

    def graphs(self, stable: Iterable[str]) -> tuple[Observed, ...]:
        """Each graph that was built, with the tests among ``stable`` that used it."""
        users = self._users(stable)
        return tuple(
            Observed(framework, graph, tuple(sorted(users.get(key, ()))))
            for framework, key, graph in self.taps.graphs()
        )

    def lines(self, stable: Iterable[str]) -> dict[str, dict[int, tuple[str, ...]]]:
        """For each module, the tests among ``stable`` by the lines they ran."""
        if self._coverage is None:
            return {}
        users, data = self._users(stable), self._coverage.get_data()
        found: dict[str, dict[int, tuple[str, ...]]] = {}
        for path in self.stacks:
            by_line = data.contexts_by_lineno(str(self.root / path))
            found[path] = {
                line: tuple(sorted({test for key in keys for test in users.get(key, ())}))
                for line, keys in by_line.items()
            }
        return found

    def _users(self, stable: Iterable[str]) -> dict[str, set[str]]:
        users: dict[str, set[str]] = defaultdict(set)
        for test in stable:
            for key in self._keys[test]:
                users[key].add(test)
        return users


def _file(nodeid: str) -> str:
    return f"{nodeid.partition('::')[0]}::import"


def _fixture(name: str, base: str) -> str:
    return f"{base}::{name}()"


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "").strip()
