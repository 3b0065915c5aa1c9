"""The judge's word on findings: does a run with these findings pass?"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from testguard.config import Config
from testguard.model.finding import Finding, Severity
from testguard.model.project import Problem
from testguard.model.verdict import Outcome, Summary

ALWAYS_FAIL = frozenset({"TG000"})


def findings_outcome(
    config: Config, findings: Iterable[Finding], problems: Iterable[Problem] = ()
) -> Outcome:
    """The outcome of a run that only has findings.

    A fatal problem is an error, whatever was found. An active finding fails the run when its
    severity is ``error`` and its confidence is one of ``fail-on``; a crashed rule always does.
    """
    if any(problem.fatal for problem in problems):
        return Outcome.ERROR
    return Outcome.FAILED if any(fails(config, each) for each in findings) else Outcome.PASSED


def weigh(config: Config, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Mark as advisory the findings whose severity or confidence is too low to fail a run."""
    return tuple(replace(each, advisory=not _grave(config, each)) for each in findings)


def fails(config: Config, finding: Finding) -> bool:
    """Whether one finding is enough to fail a run."""
    return _grave(config, finding) and (finding.active or finding.code in ALWAYS_FAIL)


def _grave(config: Config, finding: Finding) -> bool:
    weighty = finding.severity is Severity.ERROR and finding.confidence in config.fail_on
    return weighty or finding.code in ALWAYS_FAIL


def summarize(
    findings: Iterable[Finding], *, files: int, tests: int | None = None, seconds: float = 0.0
) -> Summary:
    """Counts of active, suppressed and baselined findings."""
    every = tuple(findings)
    return Summary(
        files=files,
        tests=tests,
        findings=sum(finding.active for finding in every),
        suppressed=sum(finding.suppressed is not None for finding in every),
        baselined=sum(finding.baselined for finding in every),
        seconds=seconds,
    )
