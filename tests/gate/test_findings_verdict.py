from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from testguard.config import Config
from testguard.gate.findings_verdict import findings_outcome, summarize, weigh
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.project import Problem
from testguard.model.source import Span
from testguard.model.verdict import Outcome


def finding(
    severity: Severity = Severity.ERROR,
    confidence: Confidence = Confidence.CERTAIN,
    code: str = "TG102",
    **changes: Any,
) -> Finding:
    place = Span(1, 1, 1, 2)
    return Finding(code, "empty-test", severity, confidence, "a.py", place, "message", **changes)


CERTAIN, LIKELY = Confidence.CERTAIN, Confidence.LIKELY


@pytest.mark.parametrize(
    ("one", "fail_on", "outcome"),
    [
        (finding(), (CERTAIN,), Outcome.FAILED),
        (finding(confidence=LIKELY), (CERTAIN,), Outcome.PASSED),
        (finding(confidence=LIKELY), (CERTAIN, LIKELY), Outcome.FAILED),
        (finding(), (), Outcome.PASSED),
        (finding(Severity.WARNING), (CERTAIN,), Outcome.PASSED),
        (finding(Severity.INFO), (CERTAIN,), Outcome.PASSED),
        (finding(suppressed="why"), (CERTAIN,), Outcome.PASSED),
        (finding(baselined=True), (CERTAIN,), Outcome.PASSED),
        (finding(code="TG000"), (), Outcome.FAILED),
        (finding(code="TG000", baselined=True), (CERTAIN,), Outcome.FAILED),
    ],
)
def test_only_active_errors_of_enough_confidence_fail_a_run(
    one: Finding, fail_on: tuple[Confidence, ...], outcome: Outcome
) -> None:
    config = Config(Path(), fail_on=fail_on)
    assert findings_outcome(config, [one]) is outcome
    [weighed] = weigh(config, [one])
    assert not (weighed.advisory and outcome is Outcome.FAILED)


def test_a_run_without_findings_passes() -> None:
    assert findings_outcome(Config(Path()), [], [Problem("a note")]) is Outcome.PASSED


@pytest.mark.parametrize("findings", [[], [finding()]])
def test_a_fatal_problem_is_an_error_whatever_was_found(findings: list[Finding]) -> None:
    problems = [Problem("a plugin does not load", fatal=True)]
    assert findings_outcome(Config(Path()), findings, problems) is Outcome.ERROR


def test_findings_that_cannot_fail_the_run_are_advisory() -> None:
    some = [finding(), finding(Severity.WARNING), finding(confidence=LIKELY)]
    weighed = weigh(Config(Path()), some)
    assert [each.advisory for each in weighed] == [False, True, True]


def test_the_summary_counts_each_finding_once() -> None:
    some = [finding(), finding(suppressed="why"), finding(baselined=True), finding()]
    summary = summarize(some, files=3, tests=7, seconds=0.5)
    assert (summary.findings, summary.suppressed, summary.baselined) == (2, 1, 1)
    assert (summary.files, summary.tests, summary.seconds) == (3, 7, 0.5)
