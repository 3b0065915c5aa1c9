"""``pytest --testguard`` beside pytest-cov alone and plain pytest: what recording costs.

Every round runs all of them in turn, and rounds go on as long as there is time. On a machine with
other work the least CPU time of many short runs is what holds; on a quiet one, the median.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.suites import write_real_suite, write_small_suite
from tests.benchmarks.timing import Contender, Run, in_turn, least, median, table

SUITES: dict[str, tuple[Callable[[Path, int], None], int]] = {
    "small tests": (write_small_suite, 2_000),
    "tests of a real Pulumi stack": (write_real_suite, 75),
}
SECONDS = 240
MIN_ROUNDS = 2
SETTLED_SECONDS = 2.5
CACHES = ("__pycache__", ".pytest_cache", ".testguard")
PYTEST = (
    "env", "-u", "PYTHONDONTWRITEBYTECODE", sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:xdist",
    "-p", "no:cacheprovider", "-p", "no:gremlins",
)  # fmt: skip
COV = ("--no-testguard", "--cov=lib", "--cov-branch", "--cov-report=")
PLAIN = Contender("pytest", [*PYTEST, "--no-testguard"])
BASE = Contender("pytest-cov", [*PYTEST, *COV])
WARM = Contender("testguard", [*PYTEST, "--testguard"])
EDITED_BASE = Contender("pytest-cov, a test file edited", [*PYTEST, *COV])
EDITED = Contender("testguard, a test file edited", [*PYTEST, "--testguard"])
COLD_BASE = Contender("pytest-cov, no caches", [*PYTEST, *COV])
COLD = Contender("testguard, no caches", [*PYTEST, "--testguard"])
Runs = dict[str, list[Run]]


def measure(seconds: float = SECONDS) -> str:
    """The table: least and median CPU seconds of each, the median of wall seconds, and ratios."""
    suites = {
        name: suite
        for name, suite in SUITES.items()
        if suite[0] is not write_real_suite or find_spec("pulumi_aws") is not None
    }
    rows: list[list[str]] = []
    for name, (write, tests) in suites.items():
        with _repositories(write, tests) as (folder, cold):
            runs = _rounds(folder, cold, seconds / len(suites))
        rows += _lines(f"{tests:,} {name}", runs)
    header = ["suite", "run", "rounds", "CPU s, least", "ratio", "CPU s, median", "ratio",
              "wall s, median", "ratio"]  # fmt: skip
    return table(header, rows)


@contextmanager
def _repositories(write: Callable[[Path, int], None], tests: int) -> Iterator[tuple[Path, Path]]:
    """Two repositories that hold the same suite: one to keep caches in, one to empty them."""
    with tempfile.TemporaryDirectory() as made:
        folders = Path(made, "kept"), Path(made, "emptied")
        for folder in folders:
            folder.mkdir()
            write(folder, tests)
            _commit(folder)
        yield folders


def _commit(folder: Path) -> None:
    """Make it a repository, for evidence names the commit it was recorded at."""
    identity = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.com")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "suite")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def _rounds(folder: Path, cold: Path, seconds: float) -> Runs:
    """What each took, round for round; the first round, which fills caches, is left out."""
    runs: Runs = {}
    began, rounds = time.monotonic(), 0
    while rounds <= MIN_ROUNDS or time.monotonic() - began < seconds:
        found = in_turn(
            [PLAIN, BASE, WARM, EDITED_BASE, EDITED],
            folder,
            1,
            before=lambda each: _edit(each, folder),
        )
        found |= in_turn([COLD_BASE, COLD], cold, 1, before=lambda _: _forget(cold))
        if rounds:
            for name, some in found.items():
                runs.setdefault(name, []).extend(some)
        rounds += 1
    return runs


def _edit(contender: Contender, folder: Path) -> None:
    """Change a test file as an editor does, without changing what its tests do."""
    if contender in (EDITED_BASE, EDITED):
        path = min((folder / "tests").rglob("test_*.py"))
        path.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
        time.sleep(SETTLED_SECONDS)  # what is younger is judged anew by the next run, too


def _forget(folder: Path) -> None:
    for name in CACHES:
        for path in list(folder.rglob(name)):
            shutil.rmtree(path)


def _lines(suite: str, runs: Runs) -> list[list[str]]:
    return [
        [
            suite,
            name,
            str(len(found)),
            *_figures(least(found, "cpu"), least(_base(name, runs), "cpu")),
            *_figures(median(found, "cpu"), median(_base(name, runs), "cpu")),
            *_figures(median(found, "wall"), median(_base(name, runs), "wall")),
        ]
        for name, found in runs.items()
    ]


def _base(name: str, runs: Runs) -> list[Run]:
    """pytest-cov alone in the same surroundings."""
    alone = {
        EDITED.name: EDITED_BASE,
        EDITED_BASE.name: EDITED_BASE,
        COLD.name: COLD_BASE,
        COLD_BASE.name: COLD_BASE,
    }
    return runs[alone.get(name, BASE).name]


def _figures(seconds: float, base: float) -> tuple[str, str]:
    return f"{seconds:.2f}", f"{seconds / base:.3f}"
