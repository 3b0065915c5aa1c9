from __future__ import annotations

import pytest

from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.source import Span
from testguard.model.verdict import Outcome, Report
from testguard.plugin import Style
from testguard_example.codes import codes


def finding(code: str, suppressed: str | None = None) -> Finding:
    span = Span(1, 1, 1, 2)
    return Finding(
        code,
        "a-rule",
        Severity.ERROR,
        Confidence.CERTAIN,
        "tests/test_x.py",
        span,
        "m",
        suppressed=suppressed,
    )


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), ""),
        ((finding("TG104"), finding("TG102"), finding("TG104")), "TG102 1\nTG104 2\n"),
        ((finding("TG104", suppressed="on purpose"),), ""),
    ],
)
def test_active_findings_are_counted_by_code(findings: tuple[Finding, ...], expected: str) -> None:
    assert codes.render(Report("check", ".", Outcome.FAILED, findings), Style()) == expected
