"""Observe stacks and write tests for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import BuildError, EvidenceError
from testguard.inspection.contracts.gather import chosen, gather
from testguard.measurement.digests import digest_of, stale_stacks
from testguard.measurement.metrics.mutants import UNNOTICED
from testguard.measurement.store import FOLDER, has_evidence
from testguard.measurement.store import load as load_evidence
from testguard.model.contract import Contract
from testguard.model.evidence import Evidence
from testguard.model.mutant import Mutant, MutationRun
from testguard.model.project import PLAIN, Problem, Project, StackModule
from testguard.mutation.record import load as load_mutants
from testguard.pipeline.checking import look
from testguard.pipeline.loading import load
from testguard.plugin import Builder, Plugins, Recipe, Scaffolding
from testguard.scaffold.clashes import together
from testguard.scaffold.facts import Sources
from testguard.scaffold.files import Draft, Dropped, diff, removal
from testguard.scaffold.lifeless import Lifeless, lifeless
from testguard.scaffold.plan import Plan
from testguard.scaffold.planning import Subject, make_plan
from testguard.scaffold.sources import repository_words, texts_for
from testguard.scaffold.trials import warm_python
from testguard.scaffold.verify import Verified, drafted, verify
from testguard.scaffold.wanted import Wanted, surviving, wanted
from testguard.warm.python import WarmPython

KEPT = f"{FOLDER}/replaced"


class Scaffold(Struct, frozen=True):
    """What was written for some stack modules, what it exercises, and what could not be done.

    ``strays`` are test files in which nothing asserts and that belong to no stack module.
    ``requirements`` are the states, by id, of those that tests were written for; ``left`` are the
    others, with the reason.
    """

    drafts: tuple[Draft, ...] = ()
    plans: tuple[Plan, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    tests: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    replaced: tuple[Lifeless, ...] = ()
    strays: tuple[Lifeless, ...] = ()
    requirements: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def removed(self) -> tuple[Lifeless, ...]:
        """The files in whose place nothing is written."""
        written = {draft.path for draft in self.drafts}
        return tuple(each for each in self.replaced if each.path not in written)

    def removal(self, each: Lifeless, root: Path) -> str:
        """What removing a file changes."""
        return removal(each.path, root)

    def diff(self, draft: Draft, root: Path) -> str:
        """What writing a draft changes."""
        return diff(draft, root)


class Order(Struct, frozen=True):
    """What to write: the stack modules at ``paths``, or all, as tests of some kinds (``only``).

    ``folder`` is where tests go, ``missing`` leaves out what the recorded evidence shows exercised,
    ``survivors`` asks only for what no test noticed when `testguard mutate` made it wrong,
    ``options`` are further fields of a `Recipe`, and ``keep`` leaves test files alone that hold
    nothing live. ``tell`` is told each step.
    """

    paths: Sequence[Path] = ()
    folder: str = ""
    only: Sequence[str] = ()
    missing: bool = False
    survivors: bool = False
    keep: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    tell: Callable[[str], None] = lambda _step: None


def scaffold(config: Config, order: Order) -> Scaffold:
    """Tests for stack modules; nothing is written.

    Raises `ConfigError` for a path that is no stack module, and `EvidenceError` where nothing is
    recorded of what is asked for.
    """
    started = time.monotonic()
    plugins = load(config)
    found = discover(config, plugins.frameworks)
    apps = [] if order.missing else _apps(found, plugins)
    if order.survivors:
        run = load_mutants(config.root)
        unsure = {each.module for each in _of_programs(run)}
        apps = [path for path in apps if path.relative_to(found.root).as_posix() in unsure]
    project = with_programs(config, found, plugins, [*order.paths, *apps])
    plans: list[Plan] = []
    problems = [*plugins.problems, *project.problems]
    with warm_python() as python:
        stacks = chosen(project, [path.resolve() for path in order.paths])
        for stack in sorted(stacks, key=lambda each: each.program):  # apps know what theirs are
            order.tell(f"observing {stack.path}")
            for each in _plans(config, project, plugins, stack, order, plans):
                (plans if isinstance(each, Plan) else problems).append(each)  # type: ignore[arg-type]
            if plans:
                python.prepare()
        plans, clashes = together(plans, project.root)
        suites = {suite for plan in plans for suite in project.suites_of(plan.path)}
        replaced = () if order.keep else _lifeless(config, project, plugins, suites)
        done = _verified(python, config, project, plugins, plans, replaced, order)
    return Scaffold(
        drafts=done.drafts,
        plans=tuple(plans),
        dropped=done.dropped,
        before=done.before,
        after=done.after,
        tests=done.tests,
        problems=(*problems, *clashes),
        seconds=time.monotonic() - started,
        replaced=replaced if done.tests else (),
        strays=() if order.paths else _lifeless(config, project, plugins, _strays(project)),
    )


def _apps(project: Project, plugins: Plugins) -> list[Path]:
    """The programs whose stacks are declared elsewhere: they alone tell regions and order."""
    explicit = {each.name for each in plugins.frameworks if not each.implicit_stack}
    return [project.root / each.path for each in project.programs if each.framework in explicit]


def with_programs(
    config: Config, project: Project, plugins: Plugins, paths: Sequence[Path]
) -> Project:
    """A project that also counts programs at ``paths`` that only put together other modules."""
    root, known = config.root.resolve(), {stack.path for stack in project.stacks}
    files = [path.resolve() for path in paths if path.is_file()]
    inside = [path for path in files if path.is_relative_to(root)]
    globs = tuple({path.relative_to(root).as_posix() for path in inside} - known)
    if not globs:
        return project
    wider = discover(replace(config, stacks=globs), plugins.frameworks)
    programs = [stack for stack in wider.stacks if stack.program]
    return replace(project, stacks=(*project.stacks, *programs))


def _plans(
    config: Config,
    project: Project,
    plugins: Plugins,
    stack: StackModule,
    order: Order,
    others: Sequence[Plan],
) -> Iterator[Plan | Problem]:
    """The tests of each contract of a stack module, and what kept others from being planned.

    The ``others`` are planned already: their tests share the mocks of these.
    """
    if stack.framework == PLAIN:
        yield Problem("declares no resources: no tests of it are written", stack.path)
        return
    framework = {each.name: each for each in plugins.frameworks}[stack.framework]
    if not (isinstance(framework, Builder) and isinstance(framework, Scaffolding)):
        yield Problem(f"no tests can be written for {stack.framework}", stack.path)
        return
    found, wrong = gather(project, [config.root / stack.path])
    yield from wrong
    for contract in found:
        wish = _wish(config, contract, order)
        if wish.nothing:
            continue
        try:
            subject = _subject(config, framework, stack, contract, wish, order.options)
            yield make_plan(replace(subject, others=tuple(others)))
        except BuildError as error:
            yield Problem(error.message, "", error.hint, fatal=True)


def _lifeless(
    config: Config, project: Project, plugins: Plugins, suites: Collection[str]
) -> tuple[Lifeless, ...]:
    """Those of ``suites`` in which no test asserts anything."""
    if not suites:
        return ()
    inspection = look(
        config, plugins, project, paths=[config.root / each for each in sorted(suites)], jobs=1
    )
    return lifeless(config.root, inspection.findings, [each.path for each in project.suites])


def _strays(project: Project) -> set[str]:
    """The suites that belong to no stack module."""
    return {each.path for each in project.suites} - {each.suite for each in project.pairings}


def _verified(
    python: WarmPython,
    config: Config,
    project: Project,
    plugins: Plugins,
    plans: Sequence[Plan],
    replaced: Sequence[Lifeless],
    order: Order,
) -> Verified:
    if not plans:
        return Verified()
    name = next(each.framework for each in project.stacks if each.path == plans[0].path)
    framework: Any = next(each for each in plugins.frameworks if each.name == name)
    drafts = drafted(project, framework, plans, order.folder, replaced)
    return verify(python, config.root, project, plans, drafts, replaced, order.tell)


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


def _unnoticed(config: Config, path: str) -> list[Mutant]:
    """The mutants of a stack module that no test noticed in the recorded run over mutants."""
    run = load_mutants(config.root)
    tried = run.of(path) if run else None
    if run and tried is None and any(each.mutant.module == path for each in run.results):
        return [each for each in _of_programs(run) if each.module == path]
    if tried is None or tried.digest != digest_of(config.root / path):
        raise EvidenceError(
            f"--survivors asks what no test of {path} notices, and no run over mutants of this"
            " text of it is recorded",
            hint="run `testguard mutate` first",
        )
    return [each.mutant for each in tried.results if each.verdict in UNNOTICED]


def _of_programs(run: MutationRun | None) -> list[Mutant]:
    """The mutants that no test noticed of programs that only put stacks together."""
    stacks = {each.path for each in run.stacks} if run else set()
    results = run.results if run else ()
    return [
        each.mutant
        for each in results
        if each.verdict in UNNOTICED and each.mutant.module not in stacks
    ]


def _wish(config: Config, contract: Contract, order: Order) -> Wanted:
    """What is wanted; what was recorded of a module that changed since tells nothing."""
    if order.survivors:
        return surviving(contract, _unnoticed(config, contract.path), order.only)
    evidence = _recorded(config) if order.missing else None
    if evidence is None or contract.path in stale_stacks(evidence, config.root):
        return wanted(contract, order.only)
    return wanted(contract, order.only, evidence.of(contract.path), evidence.graphs)


def _recorded(config: Config) -> Evidence:
    if not has_evidence(config.root):
        raise EvidenceError(
            "--missing asks what the present tests exercise, and nothing is recorded",
            hint="run `pytest --testguard` first",
        )
    return load_evidence(config.root)
