"""A pytest plugin object that runs one job in a fork, and keeps in mind how it ended."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path

import pytest

from testguard.plugin import Forkable
from testguard.warm.known import Known
from testguard.warm.libraries import libraries
from testguard.watching.messages import Done, Job

NEITHER = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION", "COLUMNS", "LINES", "TMPDIR"}


@dataclass(eq=False)  # pytest keeps plugins in sets
class Rerun:
    """One run. ``frameworks`` may have learned something in it.

    The paths of jobs are relative to ``root``, the ids of tests to ``rootdir``, which is pytest's.
    """

    job: Job
    root: Path
    rootdir: Path
    frameworks: dict[str, Forkable]
    _failed: dict[str, None] = field(default_factory=dict)
    _passed: int = 0
    _skipped: int = 0
    _modules: frozenset[str] = field(default_factory=lambda: frozenset(sys.modules))
    _before: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    _environment: dict[str, str] = field(default_factory=dict)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Keep what the job asks for; see what was set in the environment by imports."""
        left_out = [item for item in items if not self._wants(item.nodeid)]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if self._wants(item.nodeid)]
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if name not in NEITHER and self._before.get(name) != value
        }

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be imported."""
        if report.outcome == "failed":
            self._failed[report.nodeid] = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember outcomes."""
        if report.outcome == "failed":
            self._failed[report.nodeid] = None
        elif report.when == "call" and report.outcome == "passed":
            self._passed += 1
        elif report.outcome == "skipped":
            self._skipped += 1

    def done(self, code: int) -> Done:
        """How the run ended."""
        known = Known(
            libraries(self._modules),
            self._environment,
            {name: each.learned() for name, each in self.frameworks.items()},
        )
        failed: dict[str, list[str]] = {}
        for test in self._failed:
            failed.setdefault(self._file(test), []).append(test)
        tests = {file: tuple(found) for file, found in failed.items()}
        return Done(code, tests, self._passed, self._skipped, known)

    def _wants(self, test: str) -> bool:
        chosen = self.job.only.get(self._file(test))
        return chosen is None or test in chosen

    def _file(self, test: str) -> str:
        return Path(relpath(self.rootdir / test.partition("::")[0], self.root)).as_posix()
