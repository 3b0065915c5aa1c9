"""Measure and judge what a test run left behind: now, or again from the record."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from testguard import default_plugin
from testguard.config import Config, load_config
from testguard.discovery.discover import discover
from testguard.gate.changed import ChangedLines
from testguard.gate.codes import GATE_CODES, below
from testguard.gate.findings_verdict import summarize
from testguard.gate.judge import Case, judge
from testguard.gate.places import gap_places, lines_of, place_of
from testguard.gate.thresholds import check_gate
from testguard.inspection.contracts.gather import gather
from testguard.inspection.engine import Inspection
from testguard.measurement.conventions import as_collected
from testguard.measurement.digests import fresh_runs, stale_stacks, without
from testguard.measurement.recorded import recorded
from testguard.measurement.recorder import Session, record
from testguard.measurement.running import unfinished
from testguard.measurement.store import check_shard
from testguard.model.contract import Contract
from testguard.model.evidence import Evidence
from testguard.model.project import Project
from testguard.model.verdict import Report
from testguard.mutation.record import load as load_run
from testguard.pipeline.checking import cache_of, look
from testguard.pipeline.loading import load, with_own_rules
from testguard.pipeline.requiring import check_requirements, passed_tests
from testguard.pipeline.seeing import seen_in
from testguard.plugin import Plugins, load_plugins
from testguard.plugin.outputs import Output, read_outputs


def gate(config: Config, *, diff: str = "", merge: Iterable[Path] = ()) -> Report:
    """Judge recorded evidence again, without running a test.

    ``merge`` are folders with the evidence of other runs of the same commit. With ``diff``, a git
    ref, findings count on lines changed since only, and those lines must be executed.

    Raises `EvidenceError` when there is none, it cannot be read, or is of another commit.
    """
    evidence = recorded(config.root, merge)
    evidence = replace(evidence, mutation=load_run(config.root, merge))
    report = verdict_on(prepared_for(config, load(config)), evidence, command="gate", diff=diff)
    return replace(report, notes=(*report.notes, *unfinished(config.root)))


def prepared_for(config: Config, plugins: Plugins) -> Prepared:
    """What to judge on. Raises `ConfigError` for a configuration that speaks of nothing."""
    project = discover(config, plugins.frameworks)
    check_gate(config, project.stacks)
    check_requirements(config)
    return Prepared(config, plugins, project)


class Prepared(Struct, frozen=True):
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
    ready = prepared_for(config, with_own_rules(installed, config))
    if shard:
        check_shard(shard)
    outputs = read_outputs(reports, ready.plugins.reporters, Path.cwd())
    found, problems = gather(ready.project)
    joined = replace(ready.project, problems=(*ready.project.problems, *problems))
    return replace(ready, project=joined, contracts=found, outputs=outputs)


def conclude(prepared: Prepared, session: Session) -> Report:
    """Record what a pytest session left behind, and judge it."""
    earlier = unfinished(prepared.config.root)
    root = prepared.config.root
    evidence = replace(record(prepared.project, session), mutation=load_run(root))
    report = verdict_on(prepared, evidence, command="pytest")
    return replace(report, notes=(*report.notes, *earlier))


def verdict_on(prepared: Prepared, recorded: Evidence, *, command: str, diff: str = "") -> Report:
    """The report on recorded evidence; with ``diff``, on lines changed since that git ref."""
    started = time.monotonic()
    config, plugins = prepared.config, prepared.plugins
    project = as_collected(prepared.project, recorded)
    runs = fresh_runs(recorded, config.root)
    suites = replace(project, stacks=())  # what stands in stack modules is told by `check`
    options: dict[str, Any] = {"runs": runs, "cache": cache_of(config)}
    if command == "gate":
        options["seen"] = seen_in(project, recorded)
    inspection = look(config, plugins, suites, diff=diff, jobs=1, **options)
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
        requirements=judgement.requirements,
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
        seen=seen_in(project, recorded),
        proofs=_proofs(prepared, recorded),
    )


def _proofs(prepared: Prepared, recorded: Evidence) -> dict[str, tuple[str, ...]]:
    if not prepared.config.requirements:
        return {}
    return passed_tests(prepared.project, fresh_runs(recorded, prepared.config.root))
