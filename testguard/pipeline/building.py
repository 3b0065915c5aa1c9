"""Build stacks without a cloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import BuildError
from testguard.inspection.contracts.gather import chosen
from testguard.model.project import PLAIN, Problem
from testguard.model.resource import Built
from testguard.pipeline.loading import load
from testguard.plugin import Builder, Recipe


def graphs(
    config: Config, paths: Iterable[Path] = (), options: Mapping[str, Any] | None = None
) -> tuple[tuple[Built, ...], tuple[Problem, ...]]:
    """Build the stacks of the modules at ``paths``, or all, and what kept some from being built.

    ``options`` are further fields of a `Recipe`. Raises `ConfigError` for a path that is no stack
    module.
    """
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    builders = {each.name: each for each in plugins.frameworks if isinstance(each, Builder)}
    built: list[Built] = []
    problems = [*plugins.problems, *project.problems]
    named = [path.resolve() for path in paths]
    for stack in chosen(project, named):
        if stack.framework == PLAIN and not named:  # a handler is a stack module to measure only
            continue
        if stack.framework not in builders:
            problems.append(Problem(f"stacks of {stack.framework} cannot be built", stack.path))
            continue
        whole = stack.program or Path(stack.path).name == "__main__.py"
        for name in ("",) if whole else stack.classes:
            try:
                recipe = Recipe(config.root, stack, name, **(options or {}))
                built.append(builders[stack.framework].build(recipe))
            except BuildError as error:
                problems.append(Problem(error.message, "", error.hint, fatal=True))
    return tuple(built), tuple(problems)
