"""What there is to mutate, and which tests belong to it, known before a test runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from msgspec import Struct, field

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.discovery.walk import walk
from testguard.errors import UnreadableSource
from testguard.inspection.contracts.gather import chosen, gather
from testguard.model.contract import Contract
from testguard.model.project import PLAIN, Problem, Project, StackModule
from testguard.mutation.fingerprints import Contents
from testguard.mutation.messages import Orders
from testguard.patterns import regex
from testguard.pipeline.loading import load
from testguard.plugin import Plugins
from testguard.syntax import read_source

_HANDLER = regex(rb"^(?:async )?def \w+\(\s*event\b[^)]*,\s*_?context\b", re.MULTILINE)


class Scene(Struct, frozen=True):
    """Everything that is known before a test runs."""

    config: Config
    plugins: Plugins
    project: Project
    stacks: tuple[StackModule, ...]
    contracts: tuple[Contract, ...]
    handlers: Mapping[str, str]
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
    handlers = _handlers(config.root, files, project, stacks)
    modules = {item.module for each in contracts for item in each.inputs}
    modules |= {path.module for each in contracts for path in each.validations}
    sources = sorted({*(stack.path for stack in stacks), *modules & set(files), *handlers} - suites)
    mine = dict.fromkeys(suite for stack in stacks for suite in project.suites_of(stack.path))
    orders = Orders(str(config.root), tuple(mine), tuple(sources))
    contents = Contents(config.root, files, suites, frozenset(sources))
    found = (*plugins.problems, *project.problems, *problems)
    texts = {path: text for path in sources if (text := text_of(config.root / path)) is not None}
    return Scene(
        config, plugins, project, stacks, contracts, handlers, orders, contents, found, texts
    )


def text_of(path: Path) -> str | None:
    """The text of a file; None where it cannot be read."""
    try:
        return read_source(path)
    except UnreadableSource:
        return None


def _handlers(
    root: Path, files: Iterable[str], project: Project, stacks: Sequence[StackModule]
) -> dict[str, str]:
    """Lambda handlers by path, each with the stack module that is nearest to it.

    A handler that the configuration names as a stack module is its own.
    """
    plain = {stack.path for stack in project.stacks if stack.framework == PLAIN}
    taken = {stack.path for stack in project.stacks} | {suite.path for suite in project.suites}
    asked = {stack.path for stack in stacks}
    found: dict[str, str] = {}
    for path in files:
        if not stacks or path in taken - plain or not _is_handler(root / path):
            continue
        if path not in plain:
            found[path] = max(stacks, key=lambda stack: _shared(stack.path, path)).path
        elif path in asked:
            found[path] = path
    return found


def _is_handler(path: Path) -> bool:
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return b"boto3" in data and bool(_HANDLER.search(data))


def _shared(one: str, other: str) -> int:
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
