"""moto for testguard: CDK apps are deployed to it, and their functions run against it."""

from __future__ import annotations

from testguard.plugin import Integration, hookimpl
from testguard_moto.integration import MotoIntegration


@hookimpl
def testguard_integrations() -> list[Integration]:
    """Integration tests of CDK apps."""
    return [MotoIntegration()]
