"""Pulumi for testguard: what its stack modules look like, and how they are built."""

from __future__ import annotations

from testguard.plugin import Framework, hookimpl
from testguard_pulumi.framework import RunnablePulumi


@hookimpl
def testguard_frameworks() -> list[Framework]:
    """Pulumi, in Python."""
    return [RunnablePulumi()]
