from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from testguard.model.finding import Finding, Severity
from testguard.model.project import Problem
from testguard.model.source import Span
from testguard.model.verdict import Outcome, Report
from testguard.plugin import Style
from testguard.reporters.github import github

COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>.*?)::(?P<message>.*)")
UNESCAPED = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescape(text: str) -> str:
    return re.sub("%(0D|0A|3A|2C|25)", lambda found: UNESCAPED[found[0]], text)


def annotated(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """Each line as GitHub's runner reads it."""
    found = []
    for line in github.render(report, Style()).splitlines():
        command = COMMAND.fullmatch(line)
        assert command, line
        pairs = (pair.split("=", 1) for pair in command["properties"].split(","))
        properties = {name: unescape(value) for name, value in pairs}
        found.append((command["level"], properties, unescape(command["message"])))
    return found


def test_the_rich_report_is_printed_as_agreed(
    rich_report: Report, golden: Callable[[str, str], None]
) -> None:
    golden("report.github.txt", github.render(rich_report, Style()))


def test_what_is_escaped_comes_back(calm_report: Report, finding: Finding) -> None:
    odd = replace(finding, path="a,b:c%.py", message="100%, 3:4\n::error::x %0A", hint="50%25")
    level, properties, message = annotated(replace(calm_report, findings=(odd,)))[0]
    assert (level, properties["file"]) == ("error", "a,b:c%.py")
    assert message == "100%, 3:4\n::error::x %0A\n50%25"


def test_no_text_ends_its_command(rich_report: Report) -> None:
    count = 5 + len(rich_report.problems) + len(rich_report.notes) + 1
    assert len(annotated(rich_report)) == count


def test_the_worst_comes_first(calm_report: Report, finding: Finding) -> None:
    findings = tuple(replace(finding, severity=severity) for severity in reversed(Severity))
    problems = (Problem("small"), Problem("large", fatal=True))
    found = annotated(replace(calm_report, findings=findings, problems=problems))
    assert [message for _, _, message in found[:2]] == ["large", "small"]
    assert [level for level, _, _ in found[2:5]] == ["error", "warning", "notice"]


def test_columns_are_given_within_one_line_only(calm_report: Report, finding: Finding) -> None:
    short = replace(finding, span=Span(3, 4, 3, 9), path="a.py")
    (_, one, _), (_, several, _), _ = annotated(replace(calm_report, findings=(short, finding)))
    assert (one["line"], one["endLine"], one["col"], one["endColumn"]) == ("3", "3", "4", "9")
    assert "col" not in several
    assert (several["line"], several["endLine"]) == ("12", "40")


def test_what_was_set_aside_is_not_annotated(calm_report: Report, finding: Finding) -> None:
    findings = (replace(finding, suppressed="why"), replace(finding, baselined=True))
    assert len(annotated(replace(calm_report, findings=findings))) == 1


@pytest.mark.parametrize(
    ("outcome", "level"),
    [
        (Outcome.PASSED, "notice"),
        (Outcome.FAILED, "error"),
        (Outcome.NOT_JUDGED, "warning"),
        (Outcome.ERROR, "error"),
    ],
)
def test_the_verdict_is_the_last_annotation(
    calm_report: Report, outcome: Outcome, level: str
) -> None:
    assert annotated(replace(calm_report, outcome=outcome))[-1][0] == level
