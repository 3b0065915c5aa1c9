"""The words that several report formats share: the verdict, findings in order, metrics."""

from __future__ import annotations

from collections import Counter

from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.verdict import MetricVerdict, Outcome, Report, StackVerdict, State

COUNTED = frozenset({"tests-at-least"})
_OUTCOMES = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.NOT_JUDGED: "did not judge",
    Outcome.ERROR: "could not judge",
}


def ordered(report: Report) -> list[Finding]:
    """All findings by path and place."""
    return sorted(report.findings, key=lambda item: (item.path, item.span, item.code, item.message))


def active(report: Report) -> list[Finding]:
    """The findings that are neither suppressed nor in the baseline, by path and place."""
    return [finding for finding in ordered(report) if finding.active]


def verdict_line(report: Report) -> str:
    """One sentence: what the verdict is, and what led to it."""
    return f"testguard {_OUTCOMES[report.outcome]}: {', '.join(_reasons(report))}"


def _reasons(report: Report) -> list[str]:
    reasons = [plural(report.summary.findings, "finding") + _severities(report)]
    of_modules = f" of {plural(len(report.stacks), 'stack module')}"
    for state, phrase in ((State.FAILED, "below a threshold"), (State.NO_DATA, "without data")):
        if count := sum(_has(stack, state) for stack in report.stacks):
            reasons.append(f"{count}{of_modules} {phrase}")
            of_modules = ""
    if fatal := sum(problem.fatal for problem in report.problems):
        reasons.append(plural(fatal, "problem") + " in the way")
    return reasons


def _severities(report: Report) -> str:
    """How many findings are of which severity, unless all are errors."""
    counts = Counter(finding.severity for finding in active(report))
    if set(counts) <= {Severity.ERROR}:
        return ""
    named = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
    return f" ({', '.join(plural(counts[each], named[each]) for each in named if counts[each])})"


def _has(stack: StackVerdict, state: State) -> bool:
    return any(metric.state is state for metric in stack.metrics)


def run_figures(report: Report) -> str:
    """What was looked at, and how long it took: ``4 files, 12 tests, 0.4 s``."""
    summary = report.summary
    figures = [plural(summary.files, "file")]
    if summary.tests is not None:
        figures.append(plural(summary.tests, "test"))
    return ", ".join([*figures, f"{summary.seconds:.1f} s"])


def set_aside(report: Report) -> str:
    """How many findings are suppressed or in the baseline, or ""."""
    counts = [
        (report.summary.suppressed, "suppressed"),
        (report.summary.baselined, "in the baseline"),
    ]
    return ", ".join(f"{count} {phrase}" for count, phrase in counts if count)


def title(finding: Finding) -> str:
    """``TG101 commented-out-test``."""
    return f"{finding.code}{rule_name(finding)}"


def rule_name(finding: Finding) -> str:
    """A space and the rule's name, or "" where a user's own rule has only its code."""
    return "" if finding.rule == finding.code else f" {finding.rule}"


def rating(finding: Finding) -> str:
    """What sets a finding apart from a certain error: ``warning, likely``, or ""."""
    usual = (Severity.ERROR, Confidence.CERTAIN)
    return ", ".join(part for part in (finding.severity, finding.confidence) if part not in usual)


def aside_reason(finding: Finding) -> str:
    """Why a finding does not count: ``suppressed: reason``, ``in the baseline``, or ""."""
    if finding.suppressed is not None:
        return f"suppressed: {finding.suppressed}"
    return "in the baseline" if finding.baselined else ""


def stack_title(stack: StackVerdict) -> str:
    """What a stack module is: ``pulumi, TapStack``."""
    parts = [stack.module.framework, *stack.module.classes]
    return ", ".join([*parts, "program"] if stack.module.program else parts)


def share(metric: MetricVerdict) -> str:
    """How much was exercised, with its unit: ``22%``, ``12``, or ``-``."""
    if metric.metric in COUNTED:
        return str(metric.covered)
    return metric.percent if metric.percent == "-" else f"{metric.percent}%"


def amount(metric: MetricVerdict) -> str:
    """``covered/total``, or "" for what is only counted."""
    return "" if metric.metric in COUNTED else f"{metric.covered}/{metric.total}"


def bar(metric: MetricVerdict) -> str:
    """The threshold with its unit, or "" where there is none."""
    if metric.threshold is None:
        return ""
    return metric.threshold.value + ("" if metric.metric in COUNTED else "%")


def state(metric: MetricVerdict) -> str:
    """The state in words: ``no data``."""
    return metric.state.value.replace("-", " ")


def metric_sentence(metric: MetricVerdict) -> str:
    """One metric in a sentence: ``lines 22% (22/100), threshold 90% (pyproject.toml:5)``."""
    figures = f" ({amount(metric)})" if amount(metric) else ""
    reached = f"{metric.metric} {share(metric)}{figures}"
    if metric.threshold is None:
        return f"{reached}, no threshold"
    return f"{reached}, threshold {bar(metric)} ({metric.threshold.origin})"


def plural(count: int, noun: str) -> str:
    """``1 file``, ``2 files``, ``no files``."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
