"""The socket: all that a rule, reporter, metric or framework author needs.

A framework is loaded in every measured test run, so what only rules need is imported when used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from testguard.model.finding import Confidence, Offence, Severity
from testguard.plugin.hookspecs import hookimpl
from testguard.plugin.integration import Integration
from testguard.plugin.manager import Plugins, load_plugins
from testguard.plugin.protocols import (
    ORIGIN,
    AlteringTap,
    Builder,
    Forkable,
    Framework,
    Metric,
    RecallingTap,
    Recipe,
    Reporter,
    StatingTap,
    Style,
    Tap,
    reporter,
)
from testguard.plugin.rule import Rule, infrastructure_rule, rule
from testguard.plugin.scaffolding import CALL, OUTPUT, Code, Scaffolding, Spelled, Trial, Tried

if TYPE_CHECKING:
    from testguard.infrastructure.infrastructure import Infrastructure
    from testguard.suite.cases import Case, Group
    from testguard.suite.suite import Suite

__all__ = [
    "CALL",
    "ORIGIN",
    "OUTPUT",
    "AlteringTap",
    "Builder",
    "Case",
    "Code",
    "Confidence",
    "Forkable",
    "Framework",
    "Group",
    "Infrastructure",
    "Integration",
    "Metric",
    "Offence",
    "Plugins",
    "RecallingTap",
    "Recipe",
    "Reporter",
    "Rule",
    "Scaffolding",
    "Severity",
    "Spelled",
    "StatingTap",
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

_LATER = {
    "Case": "testguard.suite.cases",
    "Group": "testguard.suite.cases",
    "Infrastructure": "testguard.infrastructure.infrastructure",
    "Suite": "testguard.suite.suite",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
