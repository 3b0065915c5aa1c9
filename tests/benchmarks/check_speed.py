"""``testguard check`` beside ruff, flake8 with eradicate, and pylint on thousands of test files."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.corpus import LINES, evict, write_corpus
from tests.benchmarks.timing import Contender, Run, median, run, table

SLOW_SHARE = 0.05


def contenders(folder: Path, sample: Path) -> list[Contender]:
    """testguard and its peers, each told to look for what comes nearest to hollow tests."""
    python = sys.executable
    return [
        Contender(
            "testguard check",
            [python, "-m", "testguard", "check", "--root", str(folder), "--exit-zero", "-q"],
            clear=lambda: shutil.rmtree(folder / ".testguard", ignore_errors=True),
        ),
        Contender(
            "ruff (ERA001, PT, B011, F811)",
            ["ruff", "check", "--isolated", "--select", "ERA001,PT,B011,F811", "-q", str(folder)],
            clear=lambda: shutil.rmtree(folder / ".ruff_cache", ignore_errors=True),
        ),
        Contender(
            "flake8 + eradicate",
            [python, "-m", "flake8", "--isolated", "--select", "E8,F811", "-j", "2", str(sample)],
            SLOW_SHARE,
        ),
        Contender(
            "pylint",
            [python, "-m", "pylint", "--rcfile", "/dev/null", "-j", "2", "--disable=all",
             "--enable=function-redefined,pointless-statement,comparison-with-itself,"
             "expression-not-assigned,assert-on-tuple,assert-on-string-literal", str(sample)],
            SLOW_SHARE,
        ),
    ]  # fmt: skip


def measure(files: int) -> str:
    """The table: files a second, cold and warm, and the ratio of the warm ones to testguard's."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_corpus(Path(name) / "all", files)
        sample = write_corpus(Path(name) / "sample", int(files * SLOW_SHARE), seed=1)
        rows = [_figures(one, folder, sample, files) for one in contenders(folder, sample)]
    ours = rows[0][2]
    body = [
        [one, f"{cold:,.0f}", f"{warm:,.0f}", f"{warm / ours:.2f}", f"{peak:,.0f}"]
        for one, cold, warm, peak in rows
    ]
    header = ["linter", "files/s cold", "files/s warm", "warm, testguard = 1", "peak MiB"]
    return f"{files:,} test files of {LINES} lines\n\n{table(header, body)}"


def _figures(
    contender: Contender, folder: Path, sample: Path, files: int
) -> tuple[str, float, float, float]:
    seen = files * contender.share
    contender.clear()
    evict(folder if contender.share == 1 else sample)
    cold = run(contender.command, folder)
    warm: Sequence[Run] = [run(contender.command, folder) for _ in range(3)]
    return contender.name, seen / cold.wall, seen / median(warm, "wall"), median(warm, "peak")
