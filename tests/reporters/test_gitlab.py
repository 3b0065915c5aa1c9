from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from testguard.model.finding import Finding, Severity
from testguard.model.project import Problem
from testguard.model.verdict import Report
from testguard.plugin import Style
from testguard.reporters.gitlab import gitlab

SCHEMA = Path(__file__).parent / "data" / "gitlab-code-quality.schema.json"


def entries(report: Report) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(gitlab.render(report, Style()))
    return loaded


def test_the_rich_report_is_printed_as_agreed(
    rich_report: Report, golden: Callable[[str, str], None]
) -> None:
    golden("report.gitlab.json", gitlab.render(rich_report, Style()))


def test_every_report_follows_the_documented_format(
    rich_report: Report, calm_report: Report
) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert not validator.is_valid([{"description": "nothing else"}])
    for report in (rich_report, calm_report):
        validator.validate(entries(report))


def test_twins_keep_fingerprints_of_their_own(calm_report: Report, finding: Finding) -> None:
    twins = entries(
        replace(calm_report, findings=(finding, finding, replace(finding, code="TG102")))
    )
    assert len({entry["fingerprint"] for entry in twins}) == 3


def test_a_fingerprint_survives_moved_lines_and_new_neighbours(
    calm_report: Report, finding: Finding
) -> None:
    moved = replace(finding, span=replace(finding.span, line=30), message="reworded")
    other = replace(finding, path="a.py", fingerprint="else")
    [before] = entries(replace(calm_report, findings=(finding,)))
    _, after = entries(replace(calm_report, findings=(moved, other)))
    assert before["fingerprint"] == after["fingerprint"]


@pytest.mark.parametrize(
    ("severity", "expected"),
    [(Severity.ERROR, "major"), (Severity.WARNING, "minor"), (Severity.INFO, "info")],
)
def test_severities_are_translated(
    calm_report: Report, finding: Finding, severity: Severity, expected: str
) -> None:
    [entry] = entries(replace(calm_report, findings=(replace(finding, severity=severity),)))
    assert entry["severity"] == expected


def test_what_was_set_aside_is_left_out(calm_report: Report, finding: Finding) -> None:
    findings = (replace(finding, suppressed="why"), replace(finding, baselined=True))
    assert entries(replace(calm_report, findings=findings)) == []


def test_a_broken_run_is_never_an_empty_list(calm_report: Report) -> None:
    [entry] = entries(replace(calm_report, problems=(Problem("no config", fatal=True),)))
    assert (entry["severity"], entry["location"]["path"]) == ("critical", ".")
