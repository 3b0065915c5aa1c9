"""How long it takes to build the Aurora example, and to scaffold its tests."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from testguard.model.project import StackModule
from testguard.plugin import Recipe
from testguard_pulumi.framework import RunnablePulumi
from tests.benchmarks.timing import run, table

EXAMPLE = Path(__file__).parents[2] / "examples" / "pulumi-aurora-global" / "hollow"
BUILDS, SCAFFOLDS = 10, 3


def measure() -> str:
    """Seconds of the first build in a process, of a warm one, and of a whole scaffold."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hollow"
        shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".testguard", "__pycache__"))
        builds = _builds(root)
        command = [sys.executable, "-m", "testguard", "scaffold", "lib/tap_stack.py"]
        runs = [run(command, root) for _ in range(SCAFFOLDS)]
    rows = [
        ["first build in a process", f"{builds[0]:.2f}", ""],
        ["warm build (median)", f"{statistics.median(builds[1:]):.3f}", ""],
        [
            "scaffold, verified (median)",
            f"{statistics.median(each.wall for each in runs):.1f}",
            f"{statistics.median(each.cpu for each in runs):.1f}",
        ],
    ]
    return table(["Aurora example, 30 resources", "wall s", "cpu s"], rows)


def _builds(root: Path) -> list[float]:
    framework = RunnablePulumi()
    stack = StackModule("lib/tap_stack.py", "pulumi", ("TapStack",))
    seconds: list[float] = []
    for _ in range(BUILDS + 1):
        started = time.perf_counter()
        framework.build(Recipe(root, stack, "TapStack"))
        seconds.append(time.perf_counter() - started)
    return seconds
