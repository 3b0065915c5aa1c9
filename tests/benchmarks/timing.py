"""Timing whole processes, peers in turn, so that a ratio holds when the machine's speed drifts."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct, field

FAILED = 32


class Contender(Struct, frozen=True):
    """A command to time; ``share`` is the part of the corpus it is given, for slow peers.

    ``clear`` empties its own cache before a cold run.
    """

    name: str
    command: Sequence[str]
    share: float = 1.0
    clear: Callable[[], None] = field(default=lambda: None)

    def forget(self) -> None:
        """Empty its cache."""
        self.clear()


class Run(Struct, frozen=True):
    """One finished process: wall and CPU seconds, peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


def run(command: Sequence[str], folder: Path) -> Run:
    """Run ``command`` in ``folder``, its output thrown away.

    Raises `RuntimeError` where it failed, for that takes no time; findings are no failure. pylint
    adds up its kinds of messages to at most 31.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if not 0 <= process.returncode < FAILED:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(runs: Sequence[Run], figure: str) -> float:
    """The median of one figure."""
    return float(statistics.median(getattr(run, figure) for run in runs))


def least(runs: Sequence[Run], figure: str) -> float:
    """The least of one figure, which other work on the machine disturbs least."""
    return float(min(getattr(run, figure) for run in runs))


def in_turn(
    contenders: Sequence[Contender],
    folder: Path,
    rounds: int,
    *,
    before: Callable[[Contender], object] = lambda _: None,
) -> dict[str, list[Run]]:
    """``rounds`` runs of each, A B C A B C; ``before`` prepares each run and is not timed."""
    runs: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for _ in range(rounds):
        for contender in contenders:
            before(contender)
            runs[contender.name].append(run(contender.command, folder))
    return runs


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
