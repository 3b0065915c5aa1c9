from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

# What an outer run hands to its children, and what must not reach the runs inside tests.
OUTER = (
    "COVERAGE_FILE",
    "COVERAGE_PROCESS_CONFIG",
    "COVERAGE_PROCESS_START",
    "PYTEST_ADDOPTS",
    "PYTEST_XDIST_WORKER",
    "PYTEST_XDIST_TESTRUNUID",
    "TESTGUARD_WORKER",
)
RunPytest = Callable[..., pytest.RunResult]


@pytest.fixture
def run_pytest(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> RunPytest:
    """Run pytest in a process of its own, in the project of ``pytester``."""
    for name in OUTER:
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, testguard: str = "--testguard") -> pytest.RunResult:
        given = [argument for argument in (testguard, *arguments) if argument]
        command = [sys.executable, "-m", "pytest", "-p", "no:randomly", *given]
        return pytester.run(*command, timeout=120)

    return run
