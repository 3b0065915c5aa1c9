"""The socket: all that a rule, reporter, metric or framework author needs."""

from __future__ import annotations

from testguard.infrastructure.infrastructure import Infrastructure
from testguard.model.finding import Confidence, Offence, Severity
from testguard.plugin.hookspecs import hookimpl
from testguard.plugin.manager import Plugins, load_plugins
from testguard.plugin.protocols import (
    Builder,
    Framework,
    Metric,
    Recipe,
    Reporter,
    Style,
    Tap,
    reporter,
)
from testguard.plugin.rule import Rule, infrastructure_rule, rule
from testguard.plugin.scaffolding import Code, Scaffolding, Spelled, Trial, Tried
from testguard.suite.cases import Case, Group
from testguard.suite.suite import Suite

__all__ = [
    "Builder",
    "Case",
    "Code",
    "Confidence",
    "Framework",
    "Group",
    "Infrastructure",
    "Metric",
    "Offence",
    "Plugins",
    "Recipe",
    "Reporter",
    "Rule",
    "Scaffolding",
    "Severity",
    "Spelled",
    "Style",
    "Suite",
    "Tap",
    "Trial",
    "Tried",
    "hookimpl",
    "infrastructure_rule",
    "load_plugins",
    "reporter",
    "rule",
]
