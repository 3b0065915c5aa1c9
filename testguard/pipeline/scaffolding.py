"""Observe stacks and write tests for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import BuildError, EvidenceError
from testguard.inspection.contracts.gather import chosen, gather
from testguard.measurement.digests import stale_stacks
from testguard.measurement.store import has_evidence
from testguard.measurement.store import load as load_evidence
from testguard.model.contract import Contract
from testguard.model.evidence import StackEvidence
from testguard.model.project import Problem, Project, StackModule
from testguard.pipeline.loading import load
from testguard.plugin import Builder, Plugins, Recipe, Scaffolding
from testguard.scaffold.facts import Sources
from testguard.scaffold.files import Draft, Dropped, diff
from testguard.scaffold.plan import Plan
from testguard.scaffold.planning import Subject, make_plan
from testguard.scaffold.sources import repository_words, texts_for
from testguard.scaffold.verify import Verified, drafted, verify
from testguard.scaffold.wanted import Wanted, wanted


@dataclass(frozen=True)
class Scaffold:
    """What was written for some stack modules, what it exercises, and what could not be done."""

    drafts: tuple[Draft, ...] = ()
    plans: tuple[Plan, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    tests: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0

    def diff(self, draft: Draft, root: Path) -> str:
        """What writing a draft changes."""
        return diff(draft, root)


def scaffold(
    config: Config,
    paths: Iterable[Path],
    *,
    folder: str = "",
    only: Sequence[str] = (),
    missing: bool = False,
    options: Mapping[str, Any] | None = None,
) -> Scaffold:
    """Tests for the stack modules at ``paths``; nothing is written.

    ``folder`` is where they go, ``only`` their kinds, ``options`` further fields of a `Recipe`.
    With ``missing``, only what the recorded evidence does not show exercised.

    Raises `ConfigError` for a path that is no stack module.
    """
    started = time.monotonic()
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    plans: list[Plan] = []
    problems = [*plugins.problems, *project.problems]
    frameworks = {each.name: each for each in plugins.frameworks}
    stacks = chosen(project, [path.resolve() for path in paths])
    for stack in stacks:
        framework = frameworks[stack.framework]
        if not (isinstance(framework, Builder) and isinstance(framework, Scaffolding)):
            problems.append(Problem(f"no tests can be written for {stack.framework}", stack.path))
            continue
        found, wrong = gather(project, [config.root / stack.path])
        problems += wrong
        for contract in found:
            wish = wanted(contract, only, _recorded(config, stack.path) if missing else None)
            if wish.nothing:
                continue
            try:
                plans.append(
                    make_plan(_subject(config, framework, stack, contract, wish, options or {}))
                )
            except BuildError as error:
                problems.append(Problem(error.message, "", error.hint, fatal=True))
    done = _verified(config, project, plugins, plans, folder)
    return Scaffold(
        drafts=done.drafts,
        plans=tuple(plans),
        dropped=done.dropped,
        before=done.before,
        after=done.after,
        tests=done.tests,
        problems=tuple(problems),
        seconds=time.monotonic() - started,
    )


def _verified(
    config: Config, project: Project, plugins: Plugins, plans: Sequence[Plan], folder: str
) -> Verified:
    if not plans:
        return Verified()
    frameworks = {each.name: each for each in plugins.frameworks}
    by_path = {stack.path: stack for stack in project.stacks}
    framework: Any = frameworks[by_path[plans[0].path].framework]
    return verify(config.root, project, plans, drafted(project, framework, plans, folder))


def _subject(
    config: Config,
    framework: Any,
    stack: StackModule,
    contract: Contract,
    wish: Wanted,
    options: Mapping[str, Any],
) -> Subject:
    recipe = Recipe(config.root, stack, contract.class_name, **options)
    return Subject(
        framework,
        recipe,
        contract,
        Sources(texts_for(config.root, contract)),
        repository_words(config.root),
        wish,
    )


def _recorded(config: Config, path: str) -> StackEvidence | None:
    """What the recorded tests did to a stack module, if its file is still the same."""
    if not has_evidence(config.root):
        raise EvidenceError(
            "--missing asks what the present tests exercise, and nothing is recorded",
            hint="run `pytest --testguard` first",
        )
    evidence = load_evidence(config.root)
    return None if path in stale_stacks(evidence, config.root) else evidence.of(path)
