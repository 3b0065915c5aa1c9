"""Pulumi for testguard: what its stack modules look like."""

from __future__ import annotations

from testguard.plugin import Framework, hookimpl
from testguard_pulumi.recognition import Pulumi


@hookimpl
def testguard_frameworks() -> list[Framework]:
    """Pulumi, in Python."""
    return [Pulumi()]
