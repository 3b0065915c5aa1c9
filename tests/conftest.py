from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

# a busy machine is no reason for an example to fail
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

# No test may need that what children print is there at once.
os.environ.pop("PYTHONUNBUFFERED", None)

# A shell that starts the tests in the background has them, and so their children, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

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


def git_in(folder: Path, *arguments: str) -> str:
    """What git prints in ``folder``, to a user whose settings do not matter."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


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
