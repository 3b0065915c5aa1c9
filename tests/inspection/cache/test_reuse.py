"""Kept findings are those of a fresh inspection, whatever happens to the repository between."""

from __future__ import annotations

import os
import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from testguard import default_plugin
from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.inspection.engine import inspect
from testguard.model.evidence import SuiteRun
from testguard.model.finding import Severity
from testguard.plugin import load_plugins
from tests.inspection.cache.repository import FILES, FIRST

PLUGINS = load_plugins([default_plugin], points=[])
EXAMPLES = 10
STEPS = 15
PATHS = st.sampled_from(sorted(FILES))
SUITES = st.sampled_from([path for path in FILES if "/test_" in path])
CONFIGS: tuple[dict[str, Any], ...] = (
    {},
    {"ignore": ("TG104",)},
    {"select": ("TG1",)},
    {"severities": (("TG102", Severity.INFO),)},
    {"assertion_helpers": ("helpers.check",)},
    {"per_path_ignores": (("tests/unit/**", ("TG101", "TG102")),)},
)


class Repository(RuleBasedStateMachine):
    """A repository that someone works on, inspected with and without a cache after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.config = Config(self.root)
        self.runs: tuple[SuiteRun, ...] = ()
        self.clock = count(1_700_000_000_000_000_000, 1000)

    @initialize()
    def begin(self) -> None:
        for path in FIRST:
            self._write(path, FILES[path][0])
        self._compare()

    @rule(path=PATHS, choice=st.integers(0, 11))
    def write(self, path: str, choice: int) -> None:
        self._write(path, FILES[path][choice % len(FILES[path])])
        self._compare()

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)
        self._compare()

    @rule(path=PATHS, other=PATHS)
    def move(self, path: str, other: str) -> None:
        if (self.root / path).exists():
            (self.root / other).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).replace(self.root / other)
        self._compare()

    @rule(options=st.sampled_from(CONFIGS))
    def configure(self, options: dict[str, Any]) -> None:
        self.config = replace(Config(self.root), **options)
        self._compare()

    @rule(path=SUITES, asserting=st.booleans(), executed=st.frozensets(st.integers(1, 6)))
    def run(self, path: str, *, asserting: bool, executed: frozenset[int]) -> None:
        passed = frozenset({"test_one", "test_nine", "test_two"})
        self.runs = (SuiteRun(path, "any", passed, passed if asserting else frozenset(), executed),)
        self._compare()

    @precondition(lambda self: self.runs)
    @rule()
    def forget_runs(self) -> None:
        self.runs = ()
        self._compare()

    @rule(some=st.sets(SUITES, min_size=1))
    def look_at_some(self, some: set[str]) -> None:
        self._compare([self.root / path for path in sorted(some)])

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def _write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")
        times = next(self.clock)
        os.utime(self.root / path, ns=(times, times))

    def _compare(self, paths: list[Path] | None = None) -> None:
        project = discover(self.config, PLUGINS.frameworks)
        given = [path for path in paths or () if path.exists()]
        cache = self.root / ".testguard" / "cache"
        fresh, kept = (
            inspect(
                project,
                self.config,
                PLUGINS.rules,
                paths=given,
                runs=self.runs,
                jobs=1,
                cache=folder,
            )
            for folder in (None, cache)
        )
        assert kept == fresh


@pytest.mark.parametrize(
    "trust", [False, True], ids=["by the digests of files", "by their stamps alone"]
)
def test_kept_findings_are_those_of_a_fresh_inspection(
    *, trust: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trust:
        monkeypatch.setattr("testguard.suite.settled.SETTLED_NS", -(10**20))
    options = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Repository, settings=options)
