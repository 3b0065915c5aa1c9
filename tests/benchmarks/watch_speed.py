"""`testguard watch` beside plain pytest: seconds from saving a file to the verdict of its tests.

Both run the same test files, in turn. Before each there is a pause, as there is at a keyboard.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.timing import run, table

EXAMPLES = Path(__file__).parents[2] / "examples"
SAVES = {
    "cdk-rds-disaster-recovery": ("lib/dns_stack.py", "tests/unit/test_dns_stack.py"),
    "pulumi-aurora-global": ("lib/tap_stack.py",),
}
ROUNDS = 5
PAUSE = 12.0
PATIENCE = 300.0
VERDICT = re.compile(r"^(?:passed|failed): (\d+) tests? passed.*\n", re.MULTILINE)
FILES = re.compile(r"tests/\S+?\.py(?=[,\n ])")
PYTEST = ("env", "-u", "PYTHONDONTWRITEBYTECODE", sys.executable, "-m", "pytest", "-q",
          "-p", "no:randomly", "--no-testguard", "--no-cov")  # fmt: skip


@dataclass
class Figures:
    """Seconds of each round: to the first test, to the verdict, and of pytest."""

    tests: int = 0
    first: list[float] = field(default_factory=list)
    verdict: list[float] = field(default_factory=list)
    pytest: list[float] = field(default_factory=list)


def measure(rounds: int = ROUNDS) -> str:
    """One line for each file that is saved."""
    rows: list[list[str]] = []
    for example, saves in SAVES.items():
        with _watched(example) as (root, output):
            cold = _until(output, time.perf_counter())[1]
            for path in saves:
                figures = _rounds(root, output, path, rounds)
                rows.append(_row(f"{example}: {path}", cold, figures))
    header = ["saved", "tests", "first run of watch, s", "save to first test, s",
              "save to verdict, s (all rounds)", "pytest, s (all rounds)", "ratio of medians"]  # fmt: skip
    return table(header, rows)


@contextmanager
def _watched(example: str) -> Iterator[tuple[Path, int]]:
    """A copy of the proven example, and the file descriptor of what its watch prints."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "proven"
        ignored = shutil.ignore_patterns(".testguard", "__pycache__", ".pytest_cache")
        shutil.copytree(EXAMPLES / example / "proven", root, ignore=ignored)
        run([*PYTEST, "--collect-only"], root)  # fill the caches of both
        read, write = os.pipe()
        environment = {**os.environ, "PYTEST_ADDOPTS": "-p no:randomly"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "testguard", "watch"]
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=write, start_new_session=True
        )
        os.close(write)
        try:
            yield root, read
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
            os.close(read)


def _rounds(root: Path, output: int, path: str, rounds: int) -> Figures:
    figures = Figures()
    for _ in range(rounds):
        time.sleep(PAUSE)
        saved = _save(root / path)
        first, verdict, said = _until(output, saved)
        passed = VERDICT.search(said)
        figures.tests = int(passed[1]) if passed else 0
        figures.first.append(first)
        figures.verdict.append(verdict)
        time.sleep(PAUSE)  # the next forks are made ready meanwhile, at nobody's cost
        figures.pytest.append(run([*PYTEST, *_files(said)], root).wall)
    return figures


def _files(said: str) -> list[str]:
    """The test files that it ran."""
    line = next(line for line in said.splitlines() if " test file" in line)
    return FILES.findall(f"{line}\n") or ["tests"]


def _save(path: Path) -> float:
    """Save as an editor does, without changing what the file does; the time of the save."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
    beside.replace(path)
    return time.perf_counter()


def _until(output: int, since: float) -> tuple[float, float, str]:
    """Seconds to the first test that passed, and to the verdict, and all that was said."""
    said, first = "", 0.0
    while VERDICT.search(said) is None:
        data = os.read(output, 1 << 16)
        if not data or time.perf_counter() - since > PATIENCE:
            raise RuntimeError(f"there was no verdict: {said}")
        said += data.decode()
        if not first and re.search(r"^\.", said, re.MULTILINE):
            first = time.perf_counter() - since
    return first, time.perf_counter() - since, said


def _row(name: str, cold: float, figures: Figures) -> list[str]:
    verdict, alone = statistics.median(figures.verdict), statistics.median(figures.pytest)
    return [
        name,
        str(figures.tests),
        f"{cold:.1f}",
        f"{statistics.median(figures.first):.2f}",
        f"{verdict:.2f} ({_all(figures.verdict)})",
        f"{alone:.2f} ({_all(figures.pytest)})",
        f"{verdict / alone:.2f}",
    ]


def _all(seconds: Sequence[float]) -> str:
    return ", ".join(f"{each:.2f}" for each in seconds)
