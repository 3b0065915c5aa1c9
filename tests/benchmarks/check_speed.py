"""``testguard check`` beside ruff, flake8 with eradicate, pylint and falsegreen on test files."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.corpus import LINES, evict, write_corpus
from tests.benchmarks.timing import Contender, Run, in_turn, median, table

SLOW_SHARE = 0.02


def contenders(folder: Path, sample: Path) -> list[Contender]:
    """testguard and its peers, each told to look for what comes nearest to hollow tests.

    Peers that are not installed are left out.
    """
    python = sys.executable
    check = [python, "-m", "testguard", "check", "--exit-zero", "-q", "--root", str(folder)]
    ruff = ["ruff", "check", "--isolated", "--select", "ERA001,PT,B011,F811", "-q", str(folder)]
    forget = partial(_remove, folder / ".testguard")
    every = [
        Contender("testguard check", [*check, "-j", "2"], clear=forget),
        Contender("testguard check -j 1", [*check, "-j", "1"], clear=forget),
        Contender("ruff (ERA001, PT, B011, F811)", ruff, clear=partial(_remove, folder / ".ruff_cache")),
        Contender(
            "flake8 + eradicate",
            [python, "-m", "flake8", "--isolated", "--select", "E8,F811", "-j", "2", str(sample)],
            SLOW_SHARE,
        ),
        Contender(
            "pylint",
            [python, "-m", "pylint", "--rcfile", "/dev/null", "-j", "2", "--persistent=n",
             "--disable=all", "--enable=function-redefined,pointless-statement,"
             "comparison-with-itself,expression-not-assigned,assert-on-tuple,"
             "assert-on-string-literal", str(sample)],
            SLOW_SHARE,
        ),
        Contender("falsegreen", ["falsegreen", str(sample)], SLOW_SHARE),
    ]  # fmt: skip
    return [one for one in every if _installed(one.command)]


def _installed(command: Sequence[str]) -> bool:
    program, *arguments = command
    if arguments[0] == "-m":
        return find_spec(arguments[1]) is not None
    return shutil.which(program) is not None


def measure(files: int, rounds: int) -> str:
    """A table: files a second, and what the CPU was busy for, in three states.

    *cold*: the kernel was asked to forget the files, and caches of the tools are empty; *warm*: only
    the caches are empty; *unchanged*: the tools may use what they kept of the run before.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = write_corpus(Path(name) / "all", files)
        sample = write_corpus(Path(name) / "sample", int(files * SLOW_SHARE))
        every = contenders(folder, sample)
        load = os.getloadavg()[0]
        cold = in_turn(every, folder, rounds, before=partial(_chill, folder, sample))
        warm = in_turn(every, folder, rounds, before=Contender.forget)
        kept = in_turn(every, folder, rounds)
    ours = warm[every[0].name]
    body = [_row(one, files, cold[one.name], warm[one.name], kept[one.name], ours) for one in every]
    header = [
        "linter", "files", "files/s cold", "files/s warm", "files/s unchanged", "CPU ms a file, warm",
        "speed, testguard = 1", "CPU, testguard = 1", "peak MiB",
    ]  # fmt: skip
    return (
        f"Test files of {LINES} lines, medians of {rounds} runs in turn, {os.cpu_count()} processors, "
        f"load {load:.1f} before and {os.getloadavg()[0]:.1f} after\n\n{table(header, body)}"
    )


def _row(
    one: Contender,
    files: int,
    cold: Sequence[Run],
    warm: Sequence[Run],
    kept: Sequence[Run],
    ours: Sequence[Run],
) -> list[str]:
    seen = int(files * one.share)
    speed, cpu = seen / median(warm, "wall"), median(warm, "cpu") / seen
    return [
        one.name,
        f"{seen:,}",
        f"{seen / median(cold, 'wall'):,.0f}",
        f"{speed:,.0f}",
        f"{seen / median(kept, 'wall'):,.0f}",
        f"{cpu * 1000:.2f}",
        f"{speed / (files / median(ours, 'wall')):.2f}",
        f"{cpu / (median(ours, 'cpu') / files):.2f}",
        f"{median(warm, 'peak'):,.0f}",
    ]


def _chill(folder: Path, sample: Path, one: Contender) -> None:
    one.forget()
    evict(folder if one.share == 1 else sample)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
