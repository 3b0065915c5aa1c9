"""Write tests for requirements that nothing tests."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import BuildError, ConfigError
from testguard.gate.requirements import judge_requirements
from testguard.measurement.recorded import recorded_runs
from testguard.model.project import Problem, Project
from testguard.model.requirement import Requirement
from testguard.model.verdict import RequirementState
from testguard.pipeline.building import Part, parts_of
from testguard.pipeline.loading import load
from testguard.pipeline.requiring import insist_on_requirements, marked_tests, passed_tests
from testguard.pipeline.scaffolding import Order, Scaffold
from testguard.plugin import Builder, Plugins, Recipe, Scaffolding
from testguard.requirements.seen import Seen
from testguard.scaffold.conditions import Conditions
from testguard.scaffold.demands import Demands, RequirementTest
from testguard.scaffold.deployed import plan_as_deployed
from testguard.scaffold.files import Draft
from testguard.scaffold.naming import Names
from testguard.scaffold.places import folder_for
from testguard.scaffold.plan import Plan
from testguard.scaffold.render import merged
from testguard.scaffold.required import DeployedPart, drafts_of
from testguard.scaffold.schema_words import Unwritable
from testguard.scaffold.trials import warm_python
from testguard.scaffold.verify import verify

_REASONS = {
    RequirementState.VIOLATED: "it is violated: `testguard requirements` tells how",
    RequirementState.NO_DATA: "nothing was built that it is about",
}


@dataclass
class Job:
    """What is written for one project, and why some requirements are left without a test."""

    config: Config
    plugins: Plugins
    project: Project
    order: Order
    left: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def scaffold_requirements(config: Config, order: Order, ids: Sequence[str] = ()) -> Scaffold:
    """Tests of the requirements that no passed test proves, or of ``ids``; nothing is written.

    Raises `ConfigError` without requirements, and for an id that none has.
    """
    started, python = time.monotonic(), warm_python()
    insist_on_requirements(config)
    plugins = load(config)
    job = Job(config, plugins, discover(config, plugins.frameworks), order)
    order.tell("building what is deployed")
    parts, problems = parts_of(config, plugins, job.project, order.options, order.paths)
    wanted = _wanted(job, [each for part in parts for each in part.seen], _known(config, ids))
    plans: list[Plan] = []
    drafts: list[Draft] = []
    tests: dict[str, str] = {}
    for name in dict.fromkeys(part.stack.framework for part in parts):
        own = [part for part in parts if part.stack.framework == name]
        for draft, written in _of_framework(job, name, own, wanted, plans):
            drafts += draft
            tests |= {each.name: each.id for each in written}
    with python:
        done = verify(python, config.root, job.project, plans, drafts, (), order.tell)
    for each in done.dropped:
        job.left.setdefault(tests.get(each.test, each.test), f"its test fails: {each.error}")
    kept = {id_: (name,) for name, id_ in tests.items() if id_ not in job.left}
    judged = judge_requirements(config, [each for part in parts for each in part.seen], kept)
    return Scaffold(
        drafts=done.drafts if done.tests else (),
        dropped=done.dropped,
        tests=done.tests,
        problems=(*problems, *job.problems),
        seconds=time.monotonic() - started,
        requirements={
            each.identifier: each.state.value for each in judged.verdicts if each.identifier in kept
        },
        left=job.left,
    )


def _known(config: Config, ids: Sequence[str]) -> tuple[str, ...]:
    stated = [each.id for each in config.requirements]
    for id_ in ids:
        if id_ not in stated:
            near = get_close_matches(id_, stated, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(stated)}"
            raise ConfigError(f"no requirement is called {id_}", hint=hint)
    return tuple(ids)


def _wanted(job: Job, seen: Sequence[Seen], ids: Sequence[str]) -> list[Requirement]:
    """The requirements to write tests for; the others that lack one are left, with the reason."""
    runs = recorded_runs(job.config.root)
    passed = passed_tests(job.project, runs)
    marked = {} if ids else marked_tests(job.project)
    asked = judge_requirements(job.config, seen, passed)
    states = {each.identifier: each.state for each in asked.verdicts}
    found = []
    for each in job.config.requirements:
        state = states[each.id]
        if (ids and each.id not in ids) or (not ids and state is RequirementState.MET):
            continue
        if state in _REASONS:
            job.left[each.id] = _REASONS[state]
        elif each.id in marked:
            job.left[each.id] = (
                f"{marked[each.id][0]} is marked with it, and no run of it is recorded that passed:"
                f" run `pytest --testguard`, or ask for one more with --requirement {each.id}"
            )
        else:
            found.append(each)
    return found


def _of_framework(
    job: Job, name: str, parts: Sequence[Part], wanted: Sequence[Requirement], plans: list[Plan]
) -> Iterator[tuple[tuple[Draft, ...], tuple[RequirementTest, ...]]]:
    framework: Any = next((each for each in job.plugins.frameworks if each.name == name), None)
    if not wanted or not (isinstance(framework, Builder) and isinstance(framework, Scaffolding)):
        return
    built = list(_built(job, framework, parts))
    seen = [each for part in parts for each in part.seen]
    tests = tuple(_tests(job, seen, [part.plan for part in built], wanted))
    if tests:
        folder = folder_for(job.project, built[0].plan.path, job.order.folder)
        plans += [part.plan for part in built]
        yield drafts_of(job.project, framework, built, tests, folder), tests


def _built(job: Job, framework: Any, parts: Sequence[Part]) -> Iterator[DeployedPart]:
    known: dict[str, dict[str, Any]] = {}
    for part in parts:
        job.order.tell(f"observing {part.stack.path}")
        options: Mapping[str, Any] = job.order.options
        recipe = Recipe(job.config.root, part.stack, part.name, **options)
        try:
            plan = plan_as_deployed(framework, recipe, known)
        except BuildError as error:
            job.problems.append(Problem(error.message, "", error.hint))
            continue
        known = merged([known, plan.answers])
        yield DeployedPart(plan, part.whole)


def _tests(
    job: Job, seen: Sequence[Seen], plans: Sequence[Plan], wanted: Sequence[Requirement]
) -> Iterator[RequirementTest]:
    graphs = [graph for plan in plans for graph in (plan.graph, *plan.others)]
    resources = [each for graph in graphs for each in graph.resources]
    cloudformation = any(each.type.startswith("AWS::") for each in resources)
    demands = Demands(seen, Conditions(resources, cloudformation), Names())
    for each in wanted:
        try:
            yield demands.test(each)
        except Unwritable as error:
            job.left[each.id] = str(error)
