"""The first-party plugin: every rule, reporter and metric that stands in a file of its own."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from testguard import reporters, rules
from testguard.measurement import metrics
from testguard.model.verdict import Report
from testguard.plugin import Metric, Reporter, Rule, Style, hookimpl


@hookimpl
def testguard_rules() -> list[Rule]:
    """The object of each module in `testguard.rules` that is named like its file."""
    return [_namesake(rules, name) for name in _names(rules)]


@hookimpl
def testguard_reporters() -> list[Reporter]:
    """A report format for each module in `testguard.reporters`, imported when it is asked for."""
    return [Reporter(name, partial(_render, name)) for name in _names(reporters)]


@hookimpl
def testguard_metrics() -> list[Metric]:
    """The object of each module in `testguard.measurement.metrics` that is named like its file."""
    return [_namesake(metrics, name) for name in _names(metrics)]


def _render(name: str, report: Report, style: Style) -> str:
    found: Reporter = _namesake(reporters, name)
    return found.render(report, style)


def _names(package: ModuleType) -> list[str]:
    return [entry.name for entry in iter_modules(package.__path__) if entry.name[0] != "_"]


def _namesake(package: ModuleType, name: str) -> Any:
    return getattr(import_module(f"{package.__name__}.{name}"), name)
