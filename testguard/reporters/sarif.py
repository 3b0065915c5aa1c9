"""SARIF 2.1.0, the OASIS standard that code scanning services and editors read."""

from __future__ import annotations

from json import dumps
from typing import Any
from urllib.parse import quote

from testguard.model.finding import Finding, Severity
from testguard.model.project import Problem
from testguard.model.rule import RuleInfo
from testguard.model.verdict import Outcome, Report
from testguard.patterns import regex
from testguard.plugin import Style, reporter
from testguard.reporters._escaping import encodable
from testguard.reporters._rule_help import rule_descriptor
from testguard.reporters._wording import ordered

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
_LINK = regex(r"\[(?=[^\[\]]*\]\()")
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


@reporter("sarif")
def sarif(report: Report, _style: Style) -> str:
    """A SARIF log with one run, for code scanning and editors."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return encodable(dumps(log, indent=2, ensure_ascii=False)) + "\n"


def _run(report: Report) -> dict[str, Any]:
    rules = _rules(report)
    indexes = {info.code: index for index, info in enumerate(rules)}
    driver = {"name": "testguard", "rules": [rule_descriptor(info, LEVELS) for info in rules]}
    if report.tool_version:
        driver["version"] = report.tool_version
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indexes[finding.code]) for finding in ordered(report)],
        "properties": {"command": report.command, "verdict": report.outcome},
    }


def _rules(report: Report) -> list[RuleInfo]:
    """The rules that ran, and a bare description of each code that only a finding names."""
    known = {
        finding.code: RuleInfo(finding.code, finding.rule, finding.severity, finding.rule)
        for finding in ordered(report)
    }
    known |= {info.code: info for info in report.rules}
    return [known[code] for code in sorted(known)]


def _invocation(report: Report) -> dict[str, Any]:
    notes = [{"level": "note", "message": _message(note)} for note in report.notes]
    broken = report.outcome is Outcome.ERROR or any(item.fatal for item in report.problems)
    return {
        "executionSuccessful": not broken,
        "exitCode": int(report.exit_code),
        "toolExecutionNotifications": [*map(_notification, report.problems), *notes],
    }


def _notification(problem: Problem) -> dict[str, Any]:
    place = {"locations": [{"physicalLocation": _artifact(problem.path)}]} if problem.path else {}
    level = "error" if problem.fatal else "warning"
    return {"level": level, "message": _message(problem.message, problem.hint), **place}


def _message(message: str, hint: str = "") -> dict[str, str]:
    """A plain text message; square brackets before round ones would be a link."""
    text = f"{message}\n{hint}" if hint else message
    return {"text": _LINK.sub(r"\\[", text)}


def _result(finding: Finding, index: int) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": _message(finding.message, finding.hint),
        "locations": [_location(finding)],
        **_fingerprints(finding),
        "suppressions": _suppressions(finding),
        "properties": {
            "confidence": finding.confidence,
            "tests": list(finding.tests),
            "advisory": finding.advisory,
        },
    }


def _location(finding: Finding) -> dict[str, Any]:
    span = finding.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    symbol = (
        {"logicalLocations": [{"fullyQualifiedName": finding.symbol}]} if finding.symbol else {}
    )
    return {"physicalLocation": {**_artifact(finding.path), "region": region}, **symbol}


def _artifact(path: str) -> dict[str, Any]:
    """A path as a percent-encoded URI relative to the root."""
    return {
        "artifactLocation": {
            "uri": quote(encodable(path)),
            "uriBaseId": ROOT,
        }
    }


def _fingerprints(finding: Finding) -> dict[str, Any]:
    """Under testguard's own name, and under the only one that GitHub reads."""
    if not finding.fingerprint:
        return {}
    names = ("testguard/v1", "primaryLocationLineHash")
    return {"partialFingerprints": dict.fromkeys(names, finding.fingerprint)}


def _suppressions(finding: Finding) -> list[dict[str, str]]:
    """An empty list says "not suppressed"; the standard wants all results to say it, or none."""
    if finding.suppressed is not None:
        return [{"kind": "inSource", "justification": finding.suppressed}]
    if finding.baselined:
        return [{"kind": "external", "justification": "in the baseline"}]
    return []
