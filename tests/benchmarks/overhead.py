"""``pytest --testguard`` beside pytest-cov alone and plain pytest: what recording costs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.suites import write_aws_suite, write_pulumi_suite, write_small_suite
from tests.benchmarks.timing import Contender, Run, in_turn, median, table

SUITES: dict[str, tuple[Callable[[Path, int], None], int, int]] = {
    "small tests": (write_small_suite, 2_000, 7),
    "tests on Pulumi's mocks": (write_pulumi_suite, 40, 7),
    "the same with pulumi_aws": (write_aws_suite, 40, 5),
}
SETTLED_SECONDS = 3
CACHES = ("__pycache__", ".pytest_cache", ".testguard")
PYTEST = (
    "env", "-u", "PYTHONDONTWRITEBYTECODE", sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:xdist",
    "-p", "no:cacheprovider",
)  # fmt: skip
Row = list[str]


def contenders() -> list[Contender]:
    """Plain pytest, pytest-cov on the folder of the stack modules, and testguard, which adds it."""
    return [
        Contender("pytest", [*PYTEST, "--no-testguard"]),
        Contender(
            "pytest-cov",
            [*PYTEST, "--no-testguard", "--cov=lib", "--cov-branch", "--cov-report="],
        ),
        Contender("pytest --testguard", [*PYTEST, "--testguard"]),
    ]


def measure() -> str:
    """The table: CPU and wall seconds of each.

    Caches are warm where nothing changed since the last run, edited where a test file did, and cold
    where there are none.
    """
    rows: list[Row] = []
    for name, (write, tests, rounds) in SUITES.items():
        if write is write_aws_suite and find_spec("pulumi_aws") is None:
            continue
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            write(folder, tests)
            _commit(folder)
            rows += _rows(f"{tests:,} {name}", folder, rounds)
    header = ["suite", "caches", "run", "CPU s", "pytest-cov = 1", "wall s", "pytest-cov = 1"]
    return table(header, rows)


def _commit(folder: Path) -> None:
    """Make it a repository, for evidence names the commit it was recorded at."""
    identity = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.com")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "suite")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def _rows(suite: str, folder: Path, rounds: int) -> list[Row]:
    time.sleep(SETTLED_SECONDS)
    in_turn(contenders(), folder, 2)
    warm = in_turn(contenders(), folder, rounds)
    edited = in_turn(contenders(), folder, rounds, before=lambda _: _edit(folder))
    cold: dict[str, list[Run]] = {}
    for _ in range(rounds // 2):
        for contender in contenders():
            _forget(folder)
            ran = in_turn([contender], folder, 1)
            cold.setdefault(contender.name, []).extend(ran[contender.name])
    return [
        *_lines(suite, "warm", warm),
        *_lines(suite, "edited", edited),
        *_lines(suite, "cold", cold),
    ]


def _edit(folder: Path) -> None:
    """Change a test file as an editor does, without changing what its tests do."""
    path = min((folder / "tests").glob("test_*.py"))
    path.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")


def _forget(folder: Path) -> None:
    for name in CACHES:
        for path in list(folder.rglob(name)):
            shutil.rmtree(path)


def _lines(
    suite: str, caches: str, runs: dict[str, Sequence[Run]] | dict[str, list[Run]]
) -> list[Row]:
    base = runs["pytest-cov"]
    return [
        [
            suite, caches, name,
            f"{median(found, 'cpu'):.2f}", f"{median(found, 'cpu') / median(base, 'cpu'):.3f}",
            f"{median(found, 'wall'):.2f}", f"{median(found, 'wall') / median(base, 'wall'):.3f}",
        ]
        for name, found in runs.items()
    ]  # fmt: skip
