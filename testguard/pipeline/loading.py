"""What the repository says and holds: configuration, plugins, stack modules, contracts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from testguard import default_plugin
from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.inspection.contracts.gather import gather
from testguard.inspection.own_rules import load_own_rules
from testguard.model.contract import Contract
from testguard.model.project import Problem, Project
from testguard.plugin import Plugins, load_plugins


def load(config: Config) -> Plugins:
    """Every rule, reporter, metric and framework: first-party, installed and the user's own."""
    return with_own_rules(load_plugins([default_plugin]), config)


def with_own_rules(plugins: Plugins, config: Config) -> Plugins:
    """``plugins`` and the rules in the files that the configuration names."""
    rules, problems = load_own_rules(config.root, config.rules)
    joined = plugins.with_rules(rules)
    return replace(joined, problems=(*joined.problems, *problems))


def find(config: Config) -> Project:
    """What the repository holds: stack modules, suites, and which belongs to which."""
    return discover(config, load(config).frameworks)


def contracts(
    config: Config, paths: Iterable[Path] = ()
) -> tuple[tuple[Contract, ...], tuple[Problem, ...]]:
    """What stack modules take and refuse, and what kept testguard from reading it.

    Raises `ConfigError` for a path that is no stack module.
    """
    project = find(config)
    found, problems = gather(project, paths)
    return found, (*project.problems, *problems)
