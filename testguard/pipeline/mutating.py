"""Break one thing after another, and see whether a test notices."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from testguard.config import Config
from testguard.errors import BuildError, MutationError
from testguard.gate.codes import MUTATION_CODES
from testguard.gate.diff import changed_lines
from testguard.gate.findings_verdict import summarize
from testguard.gate.mutants_verdict import MutantsCase, judge_mutants
from testguard.gate.places import gap_places, lines_of, place_of
from testguard.measurement.digests import current_commit, digest_of
from testguard.measurement.metrics.mutants import mutants as metric
from testguard.model.evidence import Evidence
from testguard.model.mutant import Act, MutationRun, Tried
from testguard.model.resource import Observed
from testguard.model.verdict import Report
from testguard.mutation.decided import Decisions
from testguard.mutation.from_contracts import Sources, contract_work, module_work
from testguard.mutation.generate import Scope, Work, resource_work
from testguard.mutation.messages import Observation, Orders
from testguard.mutation.pool import Pool, pool
from testguard.mutation.record import save
from testguard.mutation.remote import dask
from testguard.mutation.run import Campaign, Progress, shard_of
from testguard.mutation.schema_report import schema_report
from testguard.mutation.source_operator import Target
from testguard.mutation.store import Store
from testguard.pipeline.mutation_notes import notes_of
from testguard.pipeline.scene import Scene, scene_of, text_of
from testguard.plugin import AlteringTap, Builder, Recipe


class Plan(Struct, frozen=True):
    """How much to try: at most ``seconds``, one shard of several, or what a change touches.

    ``executor`` is the URL of a cluster that tries mutants in place of processes of our own.
    """

    jobs: int = 1
    diff: str = ""
    shard: tuple[int, int] | None = None
    seconds: float = float("inf")
    executor: str = ""

    @property
    def partial(self) -> str:
        """What is left out, or ""."""
        return f"only what changed since {self.diff} was mutated" if self.diff else ""


def mutate(
    config: Config, plan: Plan, progress: Progress, paths: Sequence[Path] = ()
) -> tuple[Report, MutationRun]:
    """Try the mutants of the stack modules at ``paths``, or of all, and judge the score.

    What was tried before on the same code is not tried again. The run is recorded in
    ``.testguard/`` for the gate, unless it left something out. Raises `MutationError` where the
    tests cannot be run, and `ConfigError` for a path that is no stack module.
    """
    if not hasattr(os, "fork"):
        raise MutationError("mutants are tried in forks, and this platform has none")
    started = time.monotonic()
    scene = scene_of(config, paths)
    store = Store.open(config.root)
    with ExitStack() as stack:
        workers = _Workers(stack, scene.orders, plan.jobs)
        observation = _observed(scene, store, workers)
        works = _chosen(scene, plan, _works(scene, observation))
        until = started + plan.seconds
        campaign = Campaign(works, observation, scene.contents, store, progress, until)
        if campaign.todo and plan.executor:
            campaign.run(stack.enter_context(dask(scene.orders, plan.executor)))
        elif campaign.todo:
            campaign.run(workers.started())
        late = len(campaign.todo)
        results = campaign.finish()
    run = MutationRun(
        stacks=tuple(
            Tried(
                module.path,
                digest_of(config.root / module.path),
                tuple(each for each in results if each.mutant.stack == module.path),
            )
            for module in scene.stacks
        ),
        commit=current_commit(config.root),
        partial=plan.partial or (f"{late} mutants were left when time was up" if late else ""),
        total=len(results),
        fresh=campaign.fresh,
        seconds=time.monotonic() - started,
        memory=campaign.memory,
    )
    if not run.partial:
        save(config.root, run, plan.shard)
    return _report(scene, plan, run, observation), run


def mutants_json(config: Config, run: MutationRun) -> str:
    """Every mutant in the mutation-testing-report-schema."""
    modules = {each.mutant.module for each in run.results}
    texts = {path: text_of(config.root / path) or "" for path in modules}
    return json.dumps(schema_report(run, texts), indent=1) + "\n"


@dataclass
class _Workers:
    """Workers that are started when they are needed."""

    stack: ExitStack
    orders: Orders
    jobs: int
    _pool: Pool | None = None

    def started(self, *, observing: bool = False) -> Pool:
        if self._pool is None:
            orders = replace(self.orders, observe=observing)
            self._pool = self.stack.enter_context(pool(orders, self.jobs))
        return self._pool


def _observed(scene: Scene, store: Store, workers: _Workers) -> Observation:
    """What the tests do on unchanged code: known, or seen now. Raises `MutationError`."""
    if not scene.orders.suites:
        return Observation()
    key = ":".join((scene.contents.everything, *scene.orders.suites, *scene.orders.stacks))
    known = store.observations.get(key)
    if known is not None:
        return known
    observation = workers.started(observing=True).observe()
    if observation.trouble and not observation.runs:
        raise MutationError(observation.trouble, hint="run `pytest` first, and mend what it says")
    store.keep_observation(key, observation)
    return observation


def _works(scene: Scene, observation: Observation) -> list[Work]:
    mine = tuple(stack.path for stack in scene.stacks)
    visible = dict(observation.visible) or _visible(scene)
    others = frozenset(stack.path for stack in scene.project.stacks) - set(mine)
    suites = frozenset(suite.path for suite in scene.project.suites)
    decisions = Decisions.of(observation.declared)
    scope = Scope(mine, others, suites, visible, decisions)
    stable = [run.test for run in observation.runs if run.stable]
    importing = {
        path: tuple(test for test in stable if _file(test) in scene.project.suites_of(path))
        for path in mine
    }
    sources = Sources(scene.texts, observation.lines, importing)
    graphs = [*observation.graphs, *_unobserved(scene, observation)]
    return [
        *contract_work(scene.contracts, sources),
        *module_work(Target.HANDLER, scene.handlers, sources),
        *module_work(Target.PROGRAM, scene.programs, sources),
        *resource_work(graphs, scope),
    ]


def _visible(scene: Scene) -> dict[str, tuple[Act, ...]]:
    taps = {
        each.name: each.tap(scene.config.root)
        for each in scene.plugins.frameworks
        if isinstance(each, Builder)
    }
    return {
        name: tuple(sorted(tap.visible))
        for name, tap in taps.items()
        if isinstance(tap, AlteringTap)
    }


def _file(test: str) -> str:
    return test.partition("::")[0]


def _unobserved(scene: Scene, observation: Observation) -> Iterable[Observed]:
    """Graphs of the stack modules that no test builds: their mutants are uncovered."""
    seen = {module for each in observation.graphs for module in each.modules}
    builders = {
        each.name: each
        for each in scene.plugins.frameworks
        if isinstance(each, Builder) and isinstance(each.tap(scene.config.root), AlteringTap)
    }
    for stack in scene.stacks:
        if stack.path in seen or stack.framework not in builders:
            continue
        for name in ("",) if stack.program else stack.classes:
            try:
                built = builders[stack.framework].build(Recipe(scene.config.root, stack, name))
            except BuildError:
                continue
            yield Observed(stack.framework, replace(built.graph, path=stack.path))


def _chosen(scene: Scene, plan: Plan, works: list[Work]) -> list[Work]:
    if plan.diff:
        changed = changed_lines(scene.config.root, plan.diff)
        none: frozenset[int] = frozenset()
        works = [
            work for work in works if work.mutant.line in changed.get(work.mutant.module, none)
        ]
    return shard_of(works, *plan.shard) if plan.shard else works


def _report(scene: Scene, plan: Plan, run: MutationRun, observation: Observation) -> Report:
    shard = f"this is shard {plan.shard[0]} of {plan.shard[1]}" if plan.shard else ""
    root, evidence = scene.config.root, Evidence(commit=run.commit, mutation=run)
    whole = replace(evidence, mutation=replace(run, partial=""))
    measured = [
        (stack, metric.measure(stack, whole), scene.project.suites_of(stack.path))
        for stack in scene.stacks
    ]
    judgement = judge_mutants(
        MutantsCase(
            scene.config,
            measured,
            run.partial or shard,
            scene.problems,
            {stack.path: place_of(root, stack) for stack in scene.stacks},
            lines_of(root, gap_places({stack.path: [each] for stack, each, _ in measured})),
        )
    )
    return Report(
        command="mutate",
        root=str(root),
        outcome=judgement.outcome,
        findings=judgement.findings,
        stacks=judgement.stacks,
        problems=scene.problems,
        notes=(*judgement.notes, *notes_of(run, observation)),
        rules=MUTATION_CODES,
        summary=summarize(
            judgement.findings,
            files=len(scene.texts),
            tests=len(observation.runs),
            seconds=run.seconds,
        ),
    )
