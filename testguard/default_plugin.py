"""The first-party plugin: every rule, reporter and metric that stands in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TypeVar

from testguard import reporters, rules
from testguard.measurement import metrics
from testguard.plugin import Metric, Reporter, Rule, hookimpl

Item = TypeVar("Item")


@hookimpl
def testguard_rules() -> list[Rule]:
    """The object of each module in `testguard.rules` that is named like its file."""
    return list(_namesakes(rules, Rule))


@hookimpl
def testguard_reporters() -> list[Reporter]:
    """The object of each module in `testguard.reporters` that is named like its file."""
    return list(_namesakes(reporters, Reporter))


@hookimpl
def testguard_metrics() -> list[Metric]:
    """The object of each module in `testguard.measurement.metrics` that is named like its file."""
    return list(_namesakes(metrics, object))


def _namesakes(package: ModuleType, kind: type[Item]) -> Iterator[Item]:
    for entry in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{entry.name}")
        item = getattr(module, entry.name, None)
        if isinstance(item, kind):
            yield item
