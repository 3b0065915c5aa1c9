"""What a rule says about itself; reports and docs are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from testguard.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Example:
    """A file of a rule's docstring: ``Bad::`` and ``Good::`` blocks, run by the tests."""

    code: str
    path: str = "tests/test_example.py"


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule's metadata: a stable code, a name that is the offence, and its documentation."""

    code: str
    name: str
    severity: Severity
    summary: str
    explanation: str = ""
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    origin: str = "testguard"
