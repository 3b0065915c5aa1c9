"""The stages in order; nothing else knows it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from testguard import default_plugin
from testguard.config import Config, load_config
from testguard.discovery.discover import discover
from testguard.errors import BuildError, EvidenceError
from testguard.gate.baseline import BaselineChange, apply_baseline, update_baseline
from testguard.gate.changed import ChangedLines
from testguard.gate.codes import GATE_CODES, below
from testguard.gate.config_from import known_findings
from testguard.gate.diff import changed_lines, on_changed_lines
from testguard.gate.findings_verdict import findings_outcome, summarize, weigh
from testguard.gate.judge import Case, judge
from testguard.gate.places import gap_places, lines_of, place_of
from testguard.gate.ratchet import Ratcheted, turn
from testguard.gate.thresholds import check_gate
from testguard.inspection.contracts.gather import chosen, gather
from testguard.inspection.engine import Inspection, inspect
from testguard.inspection.fixes import apply_fixes
from testguard.inspection.own_codes import OWN_CODES
from testguard.inspection.own_rules import load_own_rules
from testguard.inspection.parallel import Progress
from testguard.inspection.selection import check_selectors
from testguard.measurement.conventions import as_collected
from testguard.measurement.digests import fresh_runs, stale_stacks, without
from testguard.measurement.recorded import recorded, recorded_runs
from testguard.measurement.recorder import Session, record
from testguard.measurement.running import unfinished
from testguard.measurement.store import FOLDER, check_shard
from testguard.model.contract import Contract
from testguard.model.evidence import Evidence
from testguard.model.project import Problem, Project
from testguard.model.resource import Built
from testguard.model.verdict import Report
from testguard.plugin import Builder, Plugins, Recipe, load_plugins
from testguard.plugin.outputs import Output, read_outputs


def load(config: Config) -> Plugins:
    """Every rule, reporter, metric and framework: first-party, installed and the user's own."""
    return _with_own_rules(load_plugins([default_plugin]), config)


def _with_own_rules(plugins: Plugins, config: Config) -> Plugins:
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


def check(
    config: Config,
    *,
    paths: Sequence[str | Path] = (),
    diff: str = "",
    fix: bool = False,
    jobs: int = 0,
    progress: Progress | None = None,
    cached: bool = True,
) -> Report:
    """Discover, inspect and judge, without importing or running what is read.

    ``paths`` are relative to the current directory; ``diff`` is a git ref: only findings on lines
    changed since count; ``fix`` applies what is safe to apply, and reports what is left. With
    ``cached``, findings of files that have not changed are those of the last time.
    """
    started = time.monotonic()
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    cache = _cache(config) if cached else None
    look = partial(_inspect, config, plugins, project, paths=paths, diff=diff, jobs=jobs)
    inspection = look(progress=progress, cache=cache)
    notes = _fix(config.root, inspection) if fix else ()
    if notes:
        inspection = look(progress=progress, cache=cache)
    return Report(
        command="check",
        root=str(config.root),
        outcome=findings_outcome(config, inspection.findings, inspection.problems),
        findings=inspection.findings,
        pairings=project.pairings,
        problems=inspection.problems,
        notes=notes,
        rules=inspection.rules,
        summary=summarize(
            inspection.findings, files=inspection.files, seconds=time.monotonic() - started
        ),
    )


def write_baseline(config: Config, *, accept: bool = False, reason: str = "") -> BaselineChange:
    """Inspect the whole project, with what ran if that is recorded, and update its baseline.

    Raises `EvidenceError` when a fatal problem keeps testguard from seeing every finding.
    """
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    runs = recorded_runs(config.root)
    inspection = _inspect(config, plugins, project, runs=runs)
    fatal = [problem for problem in inspection.problems if problem.fatal]
    if fatal:
        raise EvidenceError(f"no baseline was written: {fatal[0].message}", hint=fatal[0].hint)
    path, ran = config.root / config.baseline, [run.path for run in runs]
    return update_baseline(path, inspection.findings, accept=accept, reason=reason, ran=ran)


def _inspect(
    config: Config, plugins: Plugins, project: Project, *, diff: str = "", **options: Any
) -> Inspection:
    """Findings with suppressions, baseline and weight, on changed lines only if there is a ref."""
    metrics = (below(metric.name, metric.code) for metric in plugins.metrics)
    rules = (rule.info for rule in plugins.rules)
    check_selectors(config, (*OWN_CODES, *GATE_CODES, *rules, *metrics))
    changed = changed_lines(config.root, diff) if diff else None
    baseline = known_findings(config)
    inspection = inspect(project, config, plugins.rules, **options)
    findings = weigh(config, apply_baseline(inspection.findings, baseline))
    problems = (*plugins.problems, *project.problems, *inspection.problems)
    if changed is not None:
        findings = on_changed_lines(findings, changed)
    return replace(inspection, findings=findings, problems=problems)


def _cache(config: Config) -> Path:
    return config.root / FOLDER / "cache"


def _fix(root: Path, inspection: Inspection) -> tuple[str, ...]:
    fixed = apply_fixes(root, inspection.findings)
    return tuple(f"fixed {each.code} in {each.path}:{each.span.line}" for each in fixed)


def gate(config: Config, *, diff: str = "", merge: Iterable[Path] = ()) -> Report:
    """Judge recorded evidence again, without running a test.

    ``merge`` are folders with the evidence of other runs of the same commit. With ``diff``, a git
    ref, findings count on lines changed since only, and those lines must be executed.

    Raises `EvidenceError` when there is none, it cannot be read, or is of another commit.
    """
    evidence = recorded(config.root, merge)
    report = _verdict(_prepared(config, load(config)), evidence, command="gate", diff=diff)
    return replace(report, notes=(*report.notes, *unfinished(config.root)))


def ratchet(config: Config, *, merge: Iterable[Path] = (), **options: Any) -> Ratcheted:
    """Thresholds as high as what is reached; ``options`` are those of `turn`, such as a reason.

    Raises `EvidenceError` for evidence that must not set a threshold: none, of other files, of
    failed tests; and `ConfigError` for a configuration that cannot be changed.
    """
    evidence = recorded(config.root, merge)
    report = _verdict(_prepared(config, load(config)), evidence, command="gate")
    return turn(config, evidence, report, stale_stacks(evidence, config.root), **options)


def _prepared(config: Config, plugins: Plugins) -> Prepared:
    project = discover(config, plugins.frameworks)
    check_gate(config, project.stacks)
    return Prepared(config, plugins, project)


@dataclass(frozen=True)
class Prepared:
    """What a test run is going to be judged on, known before it runs."""

    config: Config
    plugins: Plugins
    project: Project
    contracts: tuple[Contract, ...] = ()
    outputs: tuple[Output, ...] = ()


def prepare(start: Path, reports: Iterable[str] = (), shard: str = "") -> Prepared:
    """Read the configuration around ``start`` and discover what it speaks of.

    ``reports`` are ``FORMAT`` or ``FORMAT:FILE``, relative to the current folder.

    Raises `ConfigError`, also when the configuration speaks of stack modules that do not exist, or
    tries to silence the gate.
    """
    installed = load_plugins([default_plugin])
    config = load_config(start=start, metrics=[metric.name for metric in installed.metrics])
    ready = _prepared(config, _with_own_rules(installed, config))
    if shard:
        check_shard(shard)
    outputs = read_outputs(reports, ready.plugins.reporters, Path.cwd())
    found, problems = gather(ready.project)
    joined = replace(ready.project, problems=(*ready.project.problems, *problems))
    return replace(ready, project=joined, contracts=found, outputs=outputs)


def conclude(prepared: Prepared, session: Session) -> Report:
    """Record what a pytest session left behind, and judge it."""
    earlier = unfinished(prepared.config.root)
    report = _verdict(prepared, record(prepared.project, session), command="pytest")
    return replace(report, notes=(*report.notes, *earlier))


def _verdict(prepared: Prepared, recorded: Evidence, *, command: str, diff: str = "") -> Report:
    started = time.monotonic()
    config, plugins = prepared.config, prepared.plugins
    project = as_collected(prepared.project, recorded)
    runs = fresh_runs(recorded, config.root)
    inspection = _inspect(
        config, plugins, project, diff=diff, jobs=1, runs=runs, cache=_cache(config)
    )
    judgement = judge(_case(replace(prepared, project=project), recorded, inspection, diff))
    seconds = time.monotonic() - started
    return Report(
        command=command,
        root=str(config.root),
        outcome=judgement.outcome,
        findings=judgement.findings,
        stacks=judgement.stacks,
        pairings=project.pairings,
        problems=inspection.problems,
        notes=judgement.notes,
        rules=(*inspection.rules, *GATE_CODES),
        summary=summarize(
            judgement.findings, files=inspection.files, tests=recorded.tests, seconds=seconds
        ),
    )


def _case(prepared: Prepared, recorded: Evidence, inspection: Inspection, diff: str) -> Case:
    root, project = prepared.config.root, prepared.project
    changed = [ChangedLines(root, diff)] if diff else []
    metrics = sorted((*prepared.plugins.metrics, *changed), key=lambda metric: metric.code)
    stale = stale_stacks(recorded, root)
    evidence = without(recorded, stale)
    measurements = {
        stack.path: [metric.measure(stack, evidence) for metric in metrics]
        for stack in project.stacks
    }
    return Case(
        config=prepared.config,
        project=project,
        evidence=evidence,
        measurements=measurements,
        rules={metric.name: below(metric.name, metric.code) for metric in metrics},
        findings=inspection.findings,
        problems=inspection.problems,
        stale=stale,
        places={stack.path: place_of(root, stack) for stack in project.stacks},
        lines=lines_of(root, gap_places(measurements)),
    )


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
    for stack in chosen(project, [path.resolve() for path in paths]):
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
