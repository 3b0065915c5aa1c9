"""Workflow commands that GitHub shows as annotations of the changed files.

The format is documented under "Workflow commands for GitHub Actions"; what is escaped, and how,
follows the ``command.ts`` of GitHub's own toolkit.
"""

from __future__ import annotations

from collections.abc import Mapping

from testguard.model.finding import Finding, Severity
from testguard.model.project import Problem
from testguard.model.source import Span
from testguard.model.verdict import Outcome, Report
from testguard.plugin import Style, reporter
from testguard.reporters._escaping import visible
from testguard.reporters._wording import active, run_figures, title, verdict_line

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
URGENCY = list(LEVELS)
TITLE = {"title": "testguard"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


@reporter("github")
def github(report: Report, _style: Style) -> str:
    """An annotation per finding and problem, the worst first: GitHub shows ten of a level."""
    urgent = sorted(active(report), key=lambda finding: URGENCY.index(finding.severity))
    fatal_first = sorted(report.problems, key=lambda problem: not problem.fatal)
    lines = [
        *map(_problem, fatal_first),
        *map(_finding, urgent),
        *(_command("notice", TITLE, note) for note in report.notes),
        _verdict(report),
    ]
    return "\n".join(lines) + "\n"


def _verdict(report: Report) -> str:
    calm = {Outcome.PASSED: "notice", Outcome.NOT_JUDGED: "warning"}
    sentence = f"{verdict_line(report)} ({run_figures(report)})"
    return _command(calm.get(report.outcome, "error"), TITLE, sentence)


def _finding(finding: Finding) -> str:
    properties = {
        "file": finding.path,
        **_region(finding.span),
        "title": title(finding),
    }
    return _command(LEVELS[finding.severity], properties, _two_lines(finding.message, finding.hint))


def _region(span: Span) -> dict[str, str]:
    """Columns only within one line: GitHub discards them for anything longer."""
    lines = {"line": str(span.line), "endLine": str(span.end_line)}
    if span.line != span.end_line:
        return lines
    return {**lines, "col": str(span.column), "endColumn": str(span.end_column)}


def _problem(problem: Problem) -> str:
    place = {"file": problem.path} if problem.path else {}
    level = "error" if problem.fatal else "warning"
    return _command(level, {**place, **TITLE}, _two_lines(problem.message, problem.hint))


def _two_lines(message: str, hint: str) -> str:
    return f"{message}\n{hint}" if hint else message


def _command(level: str, properties: Mapping[str, str], message: str) -> str:
    written = ",".join(
        f"{name}={visible(value, keep=chr(10)).translate(_PROPERTY)}"
        for name, value in properties.items()
    )
    return f"::{level} {written}::{visible(message, keep=chr(10)).translate(_DATA)}"
