"""GitLab's Code Quality report: a JSON array, named ``codequality`` among a job's reports.

The format is described under "Code Quality report format" in GitLab's documentation: it reads
``description``, ``check_name``, ``fingerprint``, ``severity``, ``location.path`` and
``location.lines.begin``, and shows findings of one fingerprint once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from json import dumps
from typing import Any

from testguard.model.finding import Finding, Severity
from testguard.model.project import Problem
from testguard.model.verdict import Report
from testguard.plugin import Style, reporter
from testguard.reporters._escaping import encodable, visible
from testguard.reporters._wording import active, title

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


@reporter("gitlab")
def gitlab(report: Report, _style: Style) -> str:
    """An entry per finding and problem, for a merge request's Code Quality widget."""
    entries = [*map(_problem, report.problems), *map(_finding, active(report))]
    return encodable(dumps(list(_identified(entries)), indent=2, ensure_ascii=False)) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    description = f"{title(finding)}: {finding.message}"
    place = {
        "begin": {"line": finding.span.line, "column": finding.span.column},
        "end": {"line": finding.span.end_line, "column": finding.span.end_column},
    }
    lines = {"begin": finding.span.line, "end": finding.span.end_line}
    return {
        "type": "issue",
        "description": _described(description, finding.hint),
        "check_name": finding.code,
        "fingerprint": finding.fingerprint or f"{finding.path} {finding.symbol} {description}",
        "severity": SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": lines, "positions": place},
    }


def _problem(problem: Problem) -> dict[str, Any]:
    """One of no file stands at the root, so that a broken run never looks like a clean one."""
    return {
        "type": "issue",
        "description": _described(problem.message, problem.hint),
        "check_name": "testguard-problem",
        "fingerprint": f"problem {problem.path} {problem.message}",
        "severity": "critical" if problem.fatal else "minor",
        "location": {"path": problem.path or ".", "lines": {"begin": 1}},
    }


def _described(message: str, hint: str) -> str:
    return visible(f"{message}; {hint}" if hint else message)


def _identified(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The entries, each with a fingerprint that no other has."""
    seen: Counter[str] = Counter()
    for entry in entries:
        identity = entry["fingerprint"]
        seen[identity] += 1
        text = f"{identity} {seen[identity]}".encode("utf-8", "backslashreplace")
        yield {**entry, "fingerprint": sha256(text).hexdigest()}
