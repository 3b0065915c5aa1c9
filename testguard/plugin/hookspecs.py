"""The hooks a plugin may implement; every one returns a list."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from testguard.plugin.integration import Integration
from testguard.plugin.protocols import Framework, Metric, Reporter
from testguard.plugin.rule import Rule

PROJECT_NAME = "testguard"
hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)


@hookspec
def testguard_rules() -> Iterable[Rule]:  # type: ignore[empty-body]
    """Rules for suites."""


@hookspec
def testguard_reporters() -> Iterable[Reporter]:  # type: ignore[empty-body]
    """Report formats."""


@hookspec
def testguard_metrics() -> Iterable[Metric]:  # type: ignore[empty-body]
    """Metrics with a threshold per stack module."""


@hookspec
def testguard_frameworks() -> Iterable[Framework]:  # type: ignore[empty-body]
    """Infrastructure frameworks."""


@hookspec
def testguard_integrations() -> Iterable[Integration]:  # type: ignore[empty-body]
    """What deploys the programs of frameworks for integration tests."""
