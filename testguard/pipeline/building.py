"""Build stacks without a cloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import BuildError
from testguard.inspection.contracts.gather import chosen
from testguard.model.project import Problem, StackModule
from testguard.model.resource import Built
from testguard.pipeline.loading import load
from testguard.plugin import Builder, Plugins, Recipe

NAMED = "stacks"
Builders = Mapping[str, Builder]
Options = Mapping[str, Any]
Tried = Built | Problem


def graphs(
    config: Config,
    paths: Iterable[Path] = (),
    options: Options | None = None,
    *,
    apps: bool = False,
) -> tuple[tuple[Built, ...], tuple[Problem, ...]]:
    """Build the stacks of the modules at ``paths``, or all, and what kept some from being built.

    ``options`` are further fields of a `Recipe`. Where all are meant, ``apps`` asks for them as
    the project's apps put them together; what no app declares is built by itself. Raises
    `ConfigError` for a path that is no stack module.
    """
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    builders = {each.name: each for each in plugins.frameworks if isinstance(each, Builder)}
    wanted = [path.resolve() for path in paths]
    tried: list[Tried] = []
    used: set[str] = set()
    for app in project.apps if apps and not wanted else ():
        tried += _built(config, app.program, builders, options)
        used |= app.modules if isinstance(tried[-1], Built) else set()
    for stack in chosen(project, wanted):
        if stack.path in used or (stack.origin == NAMED and _is_plain(stack, plugins)):
            continue
        tried += _built(config, stack, builders, options)
    found = tuple(each for each in tried if isinstance(each, Built))
    problems = [*plugins.problems, *project.problems]
    return found, (*problems, *(each for each in tried if isinstance(each, Problem)))


def _is_plain(stack: StackModule, plugins: Plugins) -> bool:
    """Whether it is a file of no framework, such as a handler: it declares nothing."""
    return all(stack.framework != each.name for each in plugins.frameworks)


def _built(
    config: Config, stack: StackModule, builders: Builders, options: Options | None
) -> Iterator[Tried]:
    if stack.framework not in builders:
        yield Problem(f"stacks of {stack.framework} cannot be built", stack.path)
        return
    whole = stack.program or Path(stack.path).name == "__main__.py"
    for name in ("",) if whole else stack.classes:
        try:
            recipe = Recipe(config.root, stack, name, **(options or {}))
            yield builders[stack.framework].build(recipe)
        except BuildError as error:
            yield Problem(error.message, "", error.hint, fatal=True)
