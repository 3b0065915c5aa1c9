from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from testguard.model.finding import Finding, Severity
from testguard.model.source import Span
from testguard.model.verdict import Outcome, Report
from testguard.plugin import Style
from testguard.reporters.text import text

ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("report.txt", Style()),
        ("report.narrow.txt", Style(width=60)),
        ("report.quiet.txt", Style(verbosity=-1)),
        ("report.verbose.txt", Style(verbosity=1)),
        ("report.color.txt", Style(color=True)),
    ],
)
def test_the_rich_report_is_printed_as_agreed(
    rich_report: Report, golden: Callable[[str, str], None], name: str, style: Style
) -> None:
    golden(name, text.render(rich_report, style))


def test_a_passed_run_is_a_table_and_a_verdict(calm_report: Report) -> None:
    lines = text.render(calm_report, Style()).splitlines()
    assert lines[2].split() == ["lines", "100/100", "100%", "90%", "x:1", "passed"]
    assert lines[-1] == "testguard passed: no findings (1 file, 2 tests, 1.0 s)"


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_the_verdict_is_the_last_line(rich_report: Report, verbosity: int) -> None:
    for outcome in Outcome:
        shown = text.render(replace(rich_report, outcome=outcome), Style(verbosity=verbosity))
        assert re.match(
            r"testguard (passed|failed|did not judge|could not judge): ", shown.splitlines()[-1]
        )


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_colour_adds_nothing_but_colour(rich_report: Report, verbosity: int) -> None:
    plain = text.render(rich_report, Style(verbosity=verbosity))
    coloured = text.render(rich_report, Style(color=True, verbosity=verbosity))
    assert ESCAPE_SEQUENCE.sub("", coloured) == plain
    assert "\x1b" in coloured
    assert "\x1b" not in plain


def test_quiet_is_one_line_per_finding_and_the_verdict(
    calm_report: Report, finding: Finding
) -> None:
    report = replace(calm_report, findings=(finding, replace(finding, suppressed="why")))
    [line, verdict] = text.render(report, Style(verbosity=-1)).splitlines()
    assert line.startswith("tests/unit/test_tap_stack.py:12:1 TG101 commented-out-test class")
    assert verdict.startswith("testguard ")


@pytest.mark.parametrize(
    ("excerpt", "span", "source", "pointer"),
    [
        ("    assert True", Span(1, 12, 1, 16), "assert True", "       ^^^^"),
        ("\tassert True", Span(1, 2, 1, 8), "assert True", "^^^^^^"),
        ("x = '日本'; y", Span(1, 11, 1, 12), "x = '日本'; y", "            ^"),
        ("x = '日本'; y", Span(1, 6, 1, 8), "x = '日本'; y", "     ^^^^"),
        ("def f():", Span(1, 1, 9, 4), "def f():", "^^^^^^^^"),
        ("def f():", Span(1, 9, 1, 9), "def f():", "        ^"),
        ("a\x1bb", Span(1, 3, 1, 4), "a\\x1bb", "     ^"),
        ("a\tb", Span(1, 3, 1, 4), "a    b", "     ^"),
    ],
)
def test_the_caret_stands_under_the_span(
    calm_report: Report, finding: Finding, excerpt: str, span: Span, source: str, pointer: str
) -> None:
    report = replace(calm_report, findings=(replace(finding, excerpt=excerpt, span=span),))
    lines = text.render(report, Style()).splitlines()
    assert lines[1:3] == [f"  1 | {source}", f"    | {pointer}"]


@pytest.mark.parametrize("column", [1, 50, 199])
def test_a_long_line_is_cropped_around_the_span(
    calm_report: Report, finding: Finding, column: int
) -> None:
    excerpt = "".join(chr(ord("a") + position % 26) for position in range(200))
    span = Span(1, column, 1, column + 1)
    report = replace(calm_report, findings=(replace(finding, excerpt=excerpt, span=span),))
    source, pointer = text.render(report, Style(width=60)).splitlines()[1:3]
    assert len(source) <= 60
    assert source[pointer.index("^")] == excerpt[column - 1]


def test_every_test_of_a_block_is_named_once(calm_report: Report, finding: Finding) -> None:
    told = replace(finding, message="test_default_values and test_custom_values are commented out")
    for item in (finding, told):
        shown = text.render(replace(calm_report, findings=(item,)), Style())
        assert shown.count("test_custom_values") == 1


def test_a_long_report_ends_with_how_often_each_rule_was_broken(
    calm_report: Report, finding: Finding
) -> None:
    findings = (finding, *[replace(finding, code="TG109", rule="disabled-test")] * 11)
    lines = text.render(replace(calm_report, findings=findings), Style()).splitlines()
    assert lines[-4:-1] == ["11 TG109 disabled-test", " 1 TG101 commented-out-test", ""]
    lines = text.render(replace(calm_report, findings=findings[:3]), Style()).splitlines()
    assert not [line for line in lines if line.endswith(" TG109 disabled-test")]


def test_the_verdict_tells_errors_from_the_rest(calm_report: Report, finding: Finding) -> None:
    summary = replace(calm_report.summary, findings=3)
    warning = replace(finding, severity=Severity.WARNING)
    for findings, phrase in (
        ((finding, warning, warning), "3 findings (1 error, 2 warnings) ("),
        ((finding, finding, finding), "3 findings ("),
    ):
        report = replace(calm_report, findings=findings, summary=summary)
        assert phrase in text.render(report, Style()).splitlines()[-1]


def test_a_rule_without_another_name_is_named_once(calm_report: Report, finding: Finding) -> None:
    own = replace(finding, code="no-sleep", rule="no-sleep", message="sleeps")
    shown = text.render(replace(calm_report, findings=(own,)), Style())
    assert shown.startswith("tests/unit/test_tap_stack.py:12:1 no-sleep sleeps\n")


def test_gaps_beyond_the_first_are_counted(rich_report: Report) -> None:
    assert "and 1 more; -v shows all" in text.render(rich_report, Style())
    assert "more; -v" not in text.render(rich_report, Style(verbosity=1))
