"""Results in the mutation-testing-report-schema, version 2, which Stryker's viewers read.

https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from testguard.model.mutant import Act, MutationRun, Result, Verdict
from testguard.model.source import Span

VERSION = "2"
STATUS = {
    Verdict.KILLED: "Killed",
    Verdict.SURVIVED: "Survived",
    Verdict.UNCOVERED: "NoCoverage",
    Verdict.TIMEOUT: "Timeout",
    Verdict.ERROR: "RuntimeError",
    Verdict.UNTRIED: "Pending",
}
HIGH, LOW = 80, 60


def schema_report(run: MutationRun, texts: Mapping[str, str]) -> dict[str, Any]:
    """The report as JSON; ``texts`` are the sources by path. Files that are not known have none."""
    by_file: dict[str, list[Result]] = {}
    for result in run.results:
        by_file.setdefault(result.mutant.module, []).append(result)
    tests = sorted({test for result in run.results for test in (*result.tests, result.by) if test})
    return {
        "schemaVersion": VERSION,
        "thresholds": {"high": HIGH, "low": LOW},
        "framework": {"name": "testguard"},
        "files": {path: _file(by_file[path], texts.get(path, "")) for path in sorted(by_file)},
        "testFiles": _tests(tests),
    }


def _file(results: Iterable[Result], text: str) -> dict[str, Any]:
    lines = text.split("\n")
    found = [_mutant(each, lines) for each in results]
    return {"language": "python", "source": text, "mutants": found}


def _mutant(result: Result, lines: list[str]) -> dict[str, Any]:
    mutant = result.mutant
    found: dict[str, Any] = {
        "id": mutant.id,
        "mutatorName": mutant.operator,
        "description": f"{mutant.symbol} {mutant.place}".strip(),
        "replacement": mutant.new if mutant.act is Act.EDIT else repr(mutant.new),
        "location": _location(mutant.span or _line(mutant.line, lines)),
        "status": STATUS[result.verdict],
        "coveredBy": list(result.tests),
        "testsCompleted": len(result.tests),
        "duration": round(result.seconds * 1000),
    }
    if result.by:
        found["killedBy"] = [result.by]
    if result.message:
        found["statusReason"] = result.message
    return found


def _line(number: int, lines: list[str]) -> Span:
    """The text of a line."""
    line = lines[number - 1] if number <= len(lines) else ""
    first = len(line) - len(line.lstrip()) + 1
    return Span(number, first, number, max(first + 1, len(line.rstrip()) + 1))


def _location(span: Span) -> dict[str, Any]:
    return {
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }


def _tests(tests: Iterable[str]) -> dict[str, Any]:
    files: dict[str, Any] = {}
    for test in tests:
        file, _, name = test.partition("::")
        known = files.setdefault(file, {"tests": []})
        known["tests"].append({"id": test, "name": name})
    return files
