from __future__ import annotations

import re

import pytest

from testguard.cli.screen import Screen, passes
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.source import Span
from testguard.model.verdict import Outcome, Report, Summary
from testguard.plugin import Style
from testguard.reporters.text import text
from testguard.watching.messages import Done, Job

FILES = tuple(f"tests/test_{name}.py" for name in "abcde")
PASSED = Report("check", "/r", Outcome.PASSED, summary=Summary(1))


@pytest.fixture
def screen() -> Screen:
    return Screen(Style(), text)


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if line]


def test_a_round_tells_what_was_saved_and_what_runs(
    screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    screen.round(["lib/a.py"], Job(FILES[:2]), 5)
    head, files = said(capsys)
    assert re.fullmatch(r"\d\d:\d\d:\d\d lib/a\.py saved", head)
    assert files == "  2 of 5 test files: tests/test_a.py, tests/test_b.py"


@pytest.mark.parametrize(
    ("changed", "job", "of", "line"),
    [
        ([], Job(FILES), 5, "  all 5 test files"),
        ([], Job(()), 0, "  there are no tests"),
        (["a.py"], Job(()), 5, "  no test depends on it"),
        (["a.py"], Job(FILES[:4]), 5, f"  4 of 5 test files: {', '.join(FILES[:3])} and 1 more"),
        (["a.py"], Job(FILES[:1], {FILES[0]: ("x", "y")}), 5, "  2 tests that failed before"),
        (
            ["a.py"],
            Job(FILES[:2], {FILES[0]: ("x",)}),
            5,
            "  1 of 5 test files: tests/test_b.py, and 1 test that failed before",
        ),
    ],
)
def test_what_runs_is_told_in_one_line(
    screen: Screen,
    capsys: pytest.CaptureFixture[str],
    changed: list[str],
    job: Job,
    of: int,
    line: str,
) -> None:
    screen.round(changed, job, of)
    assert said(capsys)[1] == line


@pytest.mark.parametrize(
    ("done", "report", "line"),
    [
        (Done(0, passed=3), PASSED, "passed: 3 tests passed; check passed; 0.50 s"),
        (
            Done(0, passed=1, skipped=2),
            PASSED,
            "passed: 1 test passed, 2 skipped; check passed; 0.50 s",
        ),
        (Done(0), PASSED, "passed: no test ran; check passed; 0.50 s"),
        (Done(5), PASSED, "failed: no test ran; check passed; 0.50 s"),
        (Done(1, {"a": ("x",)}, 2), PASSED, "failed: 1 of 3 tests failed; check passed; 0.50 s"),
        (Done(4), PASSED, "failed: pytest itself ended with exit code 4; check passed; 0.50 s"),
        (None, PASSED, "failed: the tests' process ended without a result; check passed; 0.50 s"),
        (Done(0, passed=3), None, "failed: 3 tests passed; check failed; 0.50 s"),
    ],
)
def test_the_verdict_is_one_line(
    screen: Screen,
    capsys: pytest.CaptureFixture[str],
    done: Done | None,
    report: Report | None,
    line: str,
) -> None:
    assert passes(done, report) is line.startswith("passed")
    screen.verdict(done, report, 0.5)
    assert said(capsys) == [line]


def test_the_time_counts_from_a_save(screen: Screen, capsys: pytest.CaptureFixture[str]) -> None:
    screen.round(["a.py"], Job(()), 1)
    said(capsys)
    screen.verdict(Done(0), PASSED, 0.25)
    assert said(capsys)[0].endswith("0.25 s after the save")


def test_findings_are_told_and_many_are_cut(
    screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = tuple(
        Finding(
            "TG102",
            "empty-test",
            Severity.ERROR,
            Confidence.CERTAIN,
            "tests/test_a.py",
            Span(n, 1, n, 2),
            "is empty",
        )
        for n in range(1, 21)
    )
    report = Report(
        "check", "/r", Outcome.FAILED, findings=findings, summary=Summary(1, findings=20)
    )
    screen.verdict(Done(0, passed=1), report, 0.5)
    lines = said(capsys)
    assert lines[0].startswith("tests/test_a.py:1:1 TG102")
    assert lines[-2:] == [
        "and 8 more lines: `testguard check` shows them",
        "failed: 1 test passed; check failed; 0.50 s",
    ]


def test_colours_are_used_only_where_they_are_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    for color in (True, False):
        screen = Screen(Style(color), text)
        screen.round(["a.py"], Job(()), 1)
        screen.verdict(Done(0, passed=1), PASSED, 0.1)
        screen.broken("pytest.ini cannot be read")
        assert ("\x1b[" in capsys.readouterr().out) is color


def test_letters_that_come_in_two_parts_stay_whole(
    screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    for part in (b"\xc3", b"\xa9\n", b"\xff\n"):
        screen.output(part)
    assert said(capsys) == ["é", "\ufffd"]
