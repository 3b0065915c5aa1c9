"""From coverage.py's own analysis to evidence about stack modules."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coverage import Coverage
from coverage.exceptions import CoverageException
from msgspec import Struct

from testguard.measurement.digests import digest_of
from testguard.measurement.scope import measures
from testguard.model.evidence import Arc, StackEvidence
from testguard.model.project import StackModule


class Recording(Struct, frozen=True):
    """What the session's coverage measurement holds.

    ``coverage`` is None when nothing was measured. ``config_file`` is the coverage configuration
    the run used. ``imported`` are the files of all modules that were loaded.
    """

    coverage: Coverage | None
    config_file: str | bool = True
    imported: Collection[Path] = ()


def read_stacks(
    root: Path, stacks: Iterable[StackModule], recording: Recording
) -> tuple[StackEvidence, ...]:
    """Evidence about each stack module, sorted by path; modules no test touched are included."""
    ordered = sorted(stacks, key=lambda stack: stack.path)
    return tuple(_read(root, stack.path, recording) for stack in ordered)


def _read(root: Path, path: str, recording: Recording) -> StackEvidence:
    file = (root / path).resolve()
    cov = recording.coverage
    loaded = file in recording.imported
    if cov is not None and _touched(cov, file):
        return _evidence(root, path, imported=True, **_analyse(cov, file))
    if cov is None or loaded or not measures(cov, file):
        return _evidence(root, path, imported=loaded, measured=False, branched=False)
    with _blank(recording.config_file) as blank:
        return _evidence(root, path, imported=False, **_analyse(blank, file))


def _evidence(root: Path, path: str, **details: Any) -> StackEvidence:
    return StackEvidence(path=path, digest=digest_of(root / path), **details)


def _touched(cov: Coverage, file: Path) -> bool:
    """Whether a line of ``file`` was executed; with ``relative_files`` the data holds its end."""
    data = cov.get_data()
    names = (name for name in data.measured_files() if file.name in name)
    return any(data.lines(name) for name in names if Path(name).resolve() == file)


@contextmanager
def _blank(config_file: str | bool) -> Iterator[Coverage]:
    """Coverage without data, for the statements and branches of a file nobody ran."""
    cov = Coverage(data_file=None, config_file=config_file)
    cov.get_data().add_arcs({})
    try:
        yield cov
    finally:
        cov.get_data().close(force=True)


def _analyse(cov: Coverage, file: Path) -> dict[str, Any]:
    try:
        report = _report(cov, file)
        lines, executed = _lines(cov, file, report)
    except CoverageException:
        return {"measured": False, "branched": False}
    taken = frozenset(_arcs(report.get("executed_branches", ())))
    return {
        "branched": "executed_branches" in report,
        "lines": lines,
        "executed": executed,
        "arcs": taken | frozenset(_arcs(report.get("missing_branches", ()))),
        "taken": taken,
    }


def _lines(cov: Coverage, file: Path, report: Any) -> tuple[frozenset[int], frozenset[int]]:
    """The statements of a file, and those of them that were executed.

    The report's executed lines may hold more than statements: where their number tells so, the file
    is parsed once more.
    """
    missing = frozenset(report["missing_lines"])
    executed = frozenset(report["executed_lines"]) - frozenset(report["excluded_lines"])
    if len(executed) + len(missing) == report["summary"]["num_statements"]:
        return executed | missing, executed
    _, statements, _, missed, _ = cov.analysis2(str(file))
    return frozenset(statements), frozenset(statements) - frozenset(missed)


def _report(cov: Coverage, file: Path) -> Any:
    """The part of ``coverage json`` about one file (format 2 or later), which names branches.

    Raises `CoverageException` for a file that cannot be parsed.
    """
    with tempfile.TemporaryDirectory(prefix="testguard-") as folder:
        output = Path(folder) / "coverage.json"
        cov.json_report(
            morfs=[str(file)],
            outfile=str(output),
            ignore_errors=False,
            omit=[],
            include=[],
            contexts=[],
        )
        [report] = json.loads(output.read_text(encoding="utf-8"))["files"].values()
    return report


def _arcs(pairs: Iterable[tuple[int, int]]) -> Iterator[Arc]:
    return (Arc(source, target) for source, target in pairs)
