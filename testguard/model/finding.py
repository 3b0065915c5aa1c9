"""Findings: what a rule or the judge has to say about one place."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from testguard.model.source import Fix, Span


class Severity(StrEnum):
    """How bad a finding is; configurable per rule, never part of the code."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Confidence(StrEnum):
    """How sure a rule is; by default only certain findings fail a run."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Offence(Struct, frozen=True):
    """What a rule returns: a place and what is wrong there.

    The inspection makes a `Finding` of it by adding path, severity, fingerprint and suppression.

    ``symbol`` names the test, class or file; ``tests`` are the names of the tests concerned.
    ``confidence`` is left out where the rule's own default holds.
    """

    span: Span
    message: str
    hint: str = ""
    symbol: str = ""
    tests: tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN
    fix: Fix | None = None


class Finding(Struct, frozen=True):
    """One offence, located, rated and identified.

    ``path`` is relative to the root, with forward slashes. ``excerpt`` is the source line at
    ``span.line``. ``fingerprint`` survives moved lines. ``suppressed`` is the reason given in a
    suppression comment, or None. ``advisory`` findings are reported and do not fail the run: the
    judge says so of those whose severity or confidence is too low.
    """

    code: str
    rule: str
    severity: Severity
    confidence: Confidence
    path: str
    span: Span
    message: str
    hint: str = ""
    symbol: str = ""
    tests: tuple[str, ...] = ()
    excerpt: str = ""
    fingerprint: str = ""
    suppressed: str | None = None
    baselined: bool = False
    fix: Fix | None = None
    advisory: bool = False

    @property
    def active(self) -> bool:
        """Neither suppressed nor in the baseline."""
        return self.suppressed is None and not self.baselined
