"""A report format: how often each code was found."""

from __future__ import annotations

from collections import Counter

from testguard.model.verdict import Report
from testguard.plugin import Style, reporter


@reporter("codes")
def codes(report: Report, _style: Style) -> str:
    """A line for each code that was found: the code and how often."""
    counts = Counter(finding.code for finding in report.findings if finding.active)
    return "".join(f"{code} {count}\n" for code, count in sorted(counts.items()))
