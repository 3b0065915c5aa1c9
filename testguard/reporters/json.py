"""The report as one JSON object; its schema is ``report.schema.json`` in this folder."""

from __future__ import annotations

from json import dumps
from typing import Any

from testguard.model.evidence import Exercise
from testguard.model.finding import Finding
from testguard.model.measurement import Gap
from testguard.model.project import Problem
from testguard.model.verdict import MetricVerdict, Report, RequirementVerdict, StackVerdict, Summary
from testguard.plugin import Style, reporter
from testguard.reporters._escaping import encodable
from testguard.reporters._wording import ordered

VERSION = 1


@reporter("json")
def json(report: Report, _style: Style) -> str:
    """One object for machines, in the documented, versioned format."""
    document = {
        "version": VERSION,
        "tool": {"name": "testguard", "version": report.tool_version},
        "command": report.command,
        "verdict": report.outcome,
        "findings": [_finding(finding) for finding in ordered(report)],
        "stacks": [_stack(stack) for stack in report.stacks],
        "requirements": [_requirement(requirement) for requirement in report.requirements],
        "problems": [_problem(problem) for problem in report.problems],
        "notes": list(report.notes),
        "summary": _summary(report.summary),
    }
    return encodable(dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "path": finding.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "symbol": finding.symbol,
        "tests": list(finding.tests),
        "message": finding.message,
        "hint": finding.hint,
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
        "baselined": finding.baselined,
        "advisory": finding.advisory,
        "fixable": finding.fix is not None,
    }


def _stack(stack: StackVerdict) -> dict[str, Any]:
    return {
        "path": stack.module.path,
        "framework": stack.module.framework,
        "classes": list(stack.module.classes),
        "program": stack.module.program,
        "suites": list(stack.suites),
        "tests": stack.tests,
        "metrics": {metric.metric: _metric(metric) for metric in stack.metrics},
        "gaps": [_gap(gap) for gap in stack.gaps],
        "exercises": [_exercise(each) for each in stack.exercises],
    }


def _metric(metric: MetricVerdict) -> dict[str, Any]:
    threshold = metric.threshold
    return {
        "covered": metric.covered,
        "total": metric.total,
        "percent": metric.percent,
        "threshold": None if threshold is None else _number(threshold.value),
        "threshold_origin": None if threshold is None else threshold.origin,
        "state": metric.state,
    }


def _number(text: str) -> int | float:
    return int(text) if text.isdecimal() else float(text)


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "metric": gap.metric,
        "path": gap.path or None,
        "line": gap.line,
        "symbol": gap.symbol,
        "message": gap.message,
    }


def _exercise(each: Exercise) -> dict[str, Any]:
    return {
        "item": each.item,
        "way": each.way,
        "path": each.path,
        "line": each.line,
        "label": each.label,
        "state": each.state,
        "tests": list(each.tests),
        "asserting": list(each.asserting),
        "values": sorted(each.values),
    }


def _requirement(requirement: RequirementVerdict) -> dict[str, Any]:
    return {
        "id": requirement.identifier,
        "text": requirement.text,
        "state": requirement.state,
        "tests": list(requirement.tests),
        "resources": list(requirement.resources),
        "stacks": list(requirement.stacks),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "path": problem.path,
        "hint": problem.hint,
        "fatal": problem.fatal,
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "files": summary.files,
        "tests": summary.tests,
        "findings": summary.findings,
        "suppressed": summary.suppressed,
        "baselined": summary.baselined,
        "seconds": round(summary.seconds, 3),
    }
