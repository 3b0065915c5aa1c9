"""``python -m tests.benchmarks [NAME...]``: run the benchmarks and print their tables."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

from tests.benchmarks import (
    check_speed,
    mutant_verdicts,
    mutation_speed,
    overhead,
    scaffold_speed,
    watch_speed,
)


def main() -> None:
    """Parse the command line and print one table per benchmark."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000, help="test files to write (10000)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each linter (3)")
    parser.add_argument(
        "--seconds", type=float, default=30, help="for mutants of each mutation tester (30)"
    )
    parser.add_argument("names", nargs="*", help="benchmarks to run; all when left out")
    options = parser.parse_args()
    benchmarks: dict[str, Callable[[], str]] = {
        "check": partial(check_speed.measure, options.files, options.rounds),
        "mutants": mutant_verdicts.measure,
        "mutation": partial(mutation_speed.measure, options.seconds),
        "overhead": overhead.measure,
        "scaffold": scaffold_speed.measure,
        "watch": watch_speed.measure,
    }
    for name in options.names or benchmarks:
        print(f"## {name}\n\n{benchmarks[name]()}\n", flush=True)


if __name__ == "__main__":
    main()
