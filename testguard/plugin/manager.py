"""Loading plugins: the first-party one, then every entry point of the group ``testguard``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

import pluggy
from msgspec import Struct
from msgspec.structs import replace

from testguard.model.project import Problem
from testguard.plugin import hookspecs
from testguard.plugin.integration import Integration
from testguard.plugin.protocols import Framework, Metric, Reporter
from testguard.plugin.rule import Rule

Item = TypeVar("Item")


class Plugins(Struct, frozen=True):
    """Everything that plugins brought, by kind; the first of a name wins, the rest are problems."""

    rules: tuple[Rule, ...] = ()
    reporters: tuple[Reporter, ...] = ()
    metrics: tuple[Metric, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    integrations: tuple[Integration, ...] = ()
    problems: tuple[Problem, ...] = ()

    def with_rules(self, rules: Iterable[Rule]) -> Plugins:
        """The same plugins and more rules; a code that is taken is a problem."""
        kept, problems = _unique((*self.rules, *rules), lambda rule: rule.code, "rule")
        return replace(self, rules=kept, problems=(*self.problems, *problems))


def load_plugins(
    first_party: Sequence[object], points: Iterable[EntryPoint] | None = None
) -> Plugins:
    """Register ``first_party`` and every entry point, each in its own ``try``.

    A plugin that fails to load, or whose hook raises, is a fatal `Problem` that names it.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT_NAME)
    manager.add_hookspecs(hookspecs)
    for plugin in first_party:
        manager.register(plugin)
    found = installed_points() if points is None else points
    problems = [problem for point in found if (problem := _register(manager, point))]
    return _collect(manager, problems)


def installed_points() -> tuple[EntryPoint, ...]:
    """The entry points of what is installed where modules are searched."""
    return _points_on(tuple(sys.path))


@cache
def _points_on(_: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Looked for once, for every installed package is asked."""
    return tuple(entry_points(group=hookspecs.PROJECT_NAME))


def _register(manager: pluggy.PluginManager, point: EntryPoint) -> Problem | None:
    try:
        manager.register(point.load(), name=point.name)
    except Exception as error:  # noqa: BLE001 - one plugin's load is one of two broad excepts
        return _broken(point.name, error)
    return None


def _collect(manager: pluggy.PluginManager, problems: list[Problem]) -> Plugins:
    def items(hook: str) -> list[Any]:
        return [
            item for name, plugin in _implementers(manager, hook) for item in call(name, plugin)
        ]

    def call(name: str, hook: Callable[[], Iterable[Any]]) -> list[Any]:
        try:
            return list(hook())
        except Exception as error:  # noqa: BLE001 - one plugin's load is one of two broad excepts
            problems.append(_broken(name, error))
            return []

    rules, more = _unique(items("testguard_rules"), lambda rule: rule.code, "rule")
    reporters, other = _unique(items("testguard_reporters"), lambda item: item.name, "reporter")
    metrics, rest = _unique(items("testguard_metrics"), lambda item: item.name, "metric")
    frameworks, last = _unique(items("testguard_frameworks"), lambda item: item.name, "framework")
    integrations, final = _unique(
        items("testguard_integrations"), lambda item: item.framework, "integration"
    )
    problems += [*more, *other, *rest, *last, *final]
    return Plugins(rules, reporters, metrics, frameworks, integrations, tuple(problems))


def _implementers(
    manager: pluggy.PluginManager, hook: str
) -> list[tuple[str, Callable[[], Iterable[Any]]]]:
    implementations = getattr(manager.hook, hook).get_hookimpls()
    return [(impl.plugin_name, impl.function) for impl in implementations]


def _unique(
    items: Iterable[Item], key: Callable[[Item], str], kind: str
) -> tuple[tuple[Item, ...], list[Problem]]:
    kept: dict[str, Item] = {}
    taken = [key(item) for item in items if kept.setdefault(key(item), item) is not item]
    hint = f"uninstall one of them, or rename its {kind}"
    return tuple(kept.values()), [
        Problem(f"two plugins bring a {kind} named {name}", hint=hint, fatal=True) for name in taken
    ]


def _broken(name: str, error: Exception) -> Problem:
    return Problem(
        f"plugin {name!r} does not load: {type(error).__name__}: {error}",
        hint="fix or uninstall the plugin; its rules did not run",
        fatal=True,
    )
