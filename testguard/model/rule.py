"""What a rule says about itself; reports and docs are made from it."""

from __future__ import annotations

from msgspec import Struct

from testguard.model.finding import Severity


class Example(Struct, frozen=True):
    """A file of a rule's docstring: ``Bad::`` and ``Good::`` blocks, run by the tests."""

    code: str
    path: str = "tests/test_example.py"


class RuleInfo(Struct, frozen=True):
    """A rule's metadata: a stable code, a name that is the offence, and its documentation."""

    code: str
    name: str
    severity: Severity
    summary: str
    explanation: str = ""
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    origin: str = "testguard"
