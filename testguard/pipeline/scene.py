"""What there is to mutate, and which tests belong to it, known before a test runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.discovery.walk import walk
from testguard.errors import UnreadableSource
from testguard.inspection.contracts.gather import chosen, gather
from testguard.model.contract import Contract
from testguard.model.project import Problem, Project, StackModule
from testguard.mutation.fingerprints import Contents
from testguard.mutation.messages import Orders
from testguard.pipeline.beside_stacks import handlers_of, programs_of, suites_of_programs
from testguard.pipeline.loading import load
from testguard.plugin import Plugins
from testguard.syntax import read_source


class Scene(Struct, frozen=True):
    """Everything that is known before a test runs."""

    config: Config
    plugins: Plugins
    project: Project
    stacks: tuple[StackModule, ...]
    contracts: tuple[Contract, ...]
    handlers: Mapping[str, str]
    programs: Mapping[str, str]
    orders: Orders
    contents: Contents
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def scene_of(config: Config, paths: Sequence[Path]) -> Scene:
    """What there is to mutate. Raises `ConfigError` for a path that is no stack module."""
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    stacks = tuple(chosen(project, [path.resolve() for path in paths]))
    contracts, problems = gather(project, [config.root / stack.path for stack in stacks])
    files = walk(config.root, (), config.exclude).python
    suites = frozenset(suite.path for suite in project.suites)
    handlers = handlers_of(config.root, files, project, stacks)
    programs = programs_of(project, plugins, stacks)
    modules = {item.module for each in contracts for item in each.inputs}
    modules |= {path.module for each in contracts for path in each.validations}
    own = {stack.path for stack in stacks} | (modules & set(files))
    sources = sorted({*own, *handlers, *programs} - suites)
    mine = dict.fromkeys(
        [suite for stack in stacks for suite in project.suites_of(stack.path)]
        + suites_of_programs(project, programs)
    )
    orders = Orders(str(config.root), tuple(mine), tuple(sources))
    contents = Contents(config.root, files, suites, frozenset(sources))
    found = (*plugins.problems, *project.problems, *problems)
    texts = {path: text for path in sources if (text := text_of(config.root / path)) is not None}
    return Scene(
        config, plugins, project, stacks, contracts, handlers, programs, orders, contents, found,
        texts,
    )  # fmt: skip


def text_of(path: Path) -> str | None:
    """The text of a file; None where it cannot be read."""
    try:
        return read_source(path)
    except UnreadableSource:
        return None
