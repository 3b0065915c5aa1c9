from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from testguard.errors import ExitCode
from testguard.inspection.parallel import CHUNK, WorkerLost
from testguard.plugin import Offence, Suite, rule
from testguard.rules.empty_test import empty_test
from testguard.syntax import span

FILES = {f"tests/test_{n:03}.py": "def test_a(): pass\n" * bool(n % 3) for n in range(3 * CHUNK)}
LETHAL = """
import os
import signal

from testguard.plugin import rule


@rule("XX005")
def lethal(suite):
    if os.getpid() != {parent} and suite.path.endswith("_007.py"):
        os.kill(os.getpid(), signal.SIGKILL)
    return ()
"""


def local_rule() -> Any:
    @rule("XX006")
    def cannot_travel(suite: Suite) -> Iterator[Offence]:
        """A rule that has no name of its own to be imported by."""
        yield Offence(span(suite.root), "here")

    return cannot_travel


@pytest.fixture
def busy_process() -> Iterator[None]:
    """A process with a second thread, which must not fork."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


@pytest.mark.parametrize("jobs", [2, 3])
def test_results_and_order_do_not_depend_on_the_number_of_jobs(
    inspect_files: Any, jobs: int
) -> None:
    alone = inspect_files(FILES, jobs=1)
    assert inspect_files(FILES, jobs=jobs) == alone
    assert len(alone.findings) == 2 * CHUNK


@pytest.mark.usefixtures("busy_process")
@pytest.mark.parametrize("rules", [(empty_test,), (local_rule(),)])
def test_a_process_with_threads_gets_the_same_results(inspect_files: Any, rules: Any) -> None:
    alone = inspect_files(FILES, rules=rules, jobs=1)
    assert inspect_files(FILES, rules=rules, jobs=2) == alone


@pytest.fixture
def lethal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A rule that kills the worker process it runs in, however that process was started."""
    (tmp_path / "lethal_rule.py").write_text(LETHAL.format(parent=os.getpid()))
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("lethal_rule").lethal


def test_a_killed_worker_is_a_clear_error(inspect_files: Any, lethal: Any) -> None:
    with pytest.raises(WorkerLost, match="a worker process was killed") as raised:
        inspect_files(FILES, rules=(lethal,), jobs=2)
    assert raised.value.exit_code is ExitCode.INTERNAL
