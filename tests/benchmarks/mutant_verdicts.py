"""Whether mutants of the proven examples end alike, however many processes try them, and how fast."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from testguard.model.mutant import MutationRun, Verdict
from testguard.mutation.record import load
from tests.benchmarks.timing import Run, run, table

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("pulumi-aurora-global", "cdk-rds-disaster-recovery")
JOBS = (1, 2)
Verdicts = dict[str, Verdict]


def measure(rounds: int = 5) -> str:
    """Each example, with one and with two processes, ``rounds`` times from nothing; then again."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for name in NAMES for row in _rows(name, Path(folder) / name, rounds)]
    return table(
        ["example", "processes", "killed", "wall s", "floors", "second run s", "tried"], rows
    )


def _rows(name: str, root: Path, rounds: int) -> list[list[str]]:
    shutil.copytree(EXAMPLES / name / "proven", root, ignore=shutil.ignore_patterns(".testguard"))
    first: Verdicts | None = None
    rows = []
    for number in range(rounds):
        for jobs in JOBS:
            shutil.rmtree(root / ".testguard", ignore_errors=True)
            whole, found = _mutate(root, jobs)
            again, known = _mutate(root, jobs)
            verdicts = {each.mutant.id: each.verdict for each in found.results}
            first = first or verdicts
            if verdicts != first:
                raise SystemExit(f"{name}: {_difference(first, verdicts)}")
            rows.append(_row(f"{name} {number + 1}", jobs, (whole, found), (again, known)))
            print("|".join(rows[-1]), file=sys.stderr, flush=True)
    return rows


def _mutate(root: Path, jobs: int) -> tuple[Run, MutationRun]:
    done = run([sys.executable, "-m", "testguard", "mutate", "-q", "-j", str(jobs)], root)
    found = load(root)
    if found is None:
        raise SystemExit(f"{root}: nothing was recorded")
    return done, found


def _row(
    name: str, jobs: int, first: tuple[Run, MutationRun], second: tuple[Run, MutationRun]
) -> list[str]:
    (whole, found), (again, known) = first, second
    killed = sum(each.verdict is Verdict.KILLED for each in found.results)
    own = sum(each.own for each in found.results)
    return [
        name, str(jobs), f"{killed}/{len(found.results)}", f"{whole.wall:.1f}",
        f"{whole.wall / own:.1f}", f"{again.wall:.1f}", str(known.fresh),
    ]  # fmt: skip


def _difference(one: Verdicts, other: Verdicts) -> str:
    ids = sorted(each for each in {*one, *other} if one.get(each) != other.get(each))
    return ", ".join(f"{each} {one.get(each)} and {other.get(each)}" for each in ids)
