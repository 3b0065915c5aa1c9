"""The AWS CDK for testguard: what its stack modules look like, and how they are built."""

from __future__ import annotations

from testguard.plugin import Framework, hookimpl
from testguard_cdk.framework import RunnableCdk


@hookimpl
def testguard_frameworks() -> list[Framework]:
    """The AWS CDK, versions 1 and 2, in Python."""
    return [RunnableCdk()]
