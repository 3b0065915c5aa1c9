from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from testguard.warm.python import TookTooLong, WarmPython
from tests.waiting import comes_true

HELLO = """
import os, sys
print("hello", *sys.argv[1:], os.getcwd(), os.environ["GREETED"])
sys.exit(3)
"""
KNOWS = """
import sys
print([name in sys.modules for name in ("antigravity_like", "colorsys", "own")])
import antigravity_like, colorsys, own
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder of installed modules."""
    folder = tmp_path / "venv" / "site-packages"
    folder.mkdir(parents=True)
    (folder / "antigravity_like.py").write_text("")
    return folder


@pytest.fixture
def python(library: Path) -> Iterator[WarmPython]:
    with WarmPython({**os.environ, "GREETED": "once", "PYTHONPATH": str(library)}) as python:
        yield python


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def write(home: Path, text: str) -> None:
    (home / "module.py").write_text(text)


@pytest.mark.parametrize("forks", [True, False])
def test_a_module_is_run_as_python_does(
    python: WarmPython, home: Path, monkeypatch: pytest.MonkeyPatch, *, forks: bool
) -> None:
    write(home, HELLO)
    if not forks:
        monkeypatch.delattr(os, "fork")
    ran = python.run("module", ["a", "b c"], home, 60)
    assert ran.code == 3
    assert ran.said == f"hello a b c {home} once\n"


def test_the_next_run_finds_libraries_imported_and_nothing_else(
    python: WarmPython, home: Path
) -> None:
    write(home, KNOWS)
    (home / "own.py").write_text("")
    said = [python.run("module", [], home, 60).said for _ in range(3)]
    assert said == ["[False, False, False]\n", "[True, True, False]\n", "[True, True, False]\n"]


def test_what_is_imported_here_is_imported_there_before_the_first_run(
    python: WarmPython, library: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(library))
    write(home, KNOWS)
    (home / "own.py").write_text("")
    sys.modules.pop("antigravity_like", None)
    __import__("antigravity_like")
    python.prepare()
    assert python.run("module", [], home, 60).said.startswith("[True,")


def test_what_goes_wrong_is_told_and_the_next_run_goes_on(python: WarmPython, home: Path) -> None:
    write(home, "raise ValueError('no room')")
    ran = python.run("module", [], home, 60)
    assert ran.code == 1
    assert ran.said.endswith("ValueError: no room\n")
    missing = python.run("no_such_module", [], home, 60)
    assert missing.code == 1
    assert "No module named no_such_module" in missing.said
    write(home, f"import os; print('bye', flush=True); os.kill(os.getpid(), {signal.SIGKILL:d})")
    assert python.run("module", [], home, 60) == type(ran)(-signal.SIGKILL, "bye\n")
    write(home, "print('well')")
    assert python.run("module", [], home, 60) == type(ran)(0, "well\n")


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or dead and only not yet taken note of by the system's first."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and ") Z " in status.read_text()


@pytest.mark.parametrize("forks", [True, False])
def test_a_run_that_takes_too_long_is_ended(
    python: WarmPython, home: Path, monkeypatch: pytest.MonkeyPatch, *, forks: bool
) -> None:
    if not forks:
        monkeypatch.delattr(os, "fork")
    write(home, "print('well')")
    assert python.run("module", [], home, 60).said == "well\n"
    write(home, "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)")
    with pytest.raises(TookTooLong):
        python.run("module", [], home, 6)
    pid = int((home / "pid").read_text())
    assert comes_true(lambda: has_ended(pid))
    write(home, "print('well')")
    assert python.run("module", [], home, 60).said == "well\n"


def test_what_crashes_only_where_a_library_was_imported_ahead_is_run_again_without(
    python: WarmPython, home: Path
) -> None:
    write(
        home,
        "import os, sys\n"
        "print('colorsys' in sys.modules, flush=True)\n"
        f"'colorsys' in sys.modules and os.kill(os.getpid(), {signal.SIGSEGV:d})\n"
        "import colorsys\n",
    )
    assert [python.run("module", [], home, 60).said for _ in range(3)] == ["False\n"] * 3


def test_a_library_that_forks_would_break_is_imported_by_runs_alone(
    python: WarmPython, library: Path, home: Path
) -> None:
    (library / "antigravity_like.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    write(home, "import antigravity_like; print('well')")
    assert [python.run("module", [], home, 60).said for _ in range(3)] == ["well\n"] * 3
