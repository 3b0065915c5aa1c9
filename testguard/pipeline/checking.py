"""Discover, inspect and judge what stands in files, without running it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import EvidenceError
from testguard.gate.baseline import BaselineChange, apply_baseline, update_baseline
from testguard.gate.codes import GATE_CODES, below
from testguard.gate.config_from import known_findings
from testguard.gate.diff import changed_lines, on_changed_lines
from testguard.gate.findings_verdict import findings_outcome, summarize, weigh
from testguard.inspection.engine import Inspection, inspect
from testguard.inspection.fixes import apply_fixes
from testguard.inspection.linters import linter_rules
from testguard.inspection.own_codes import OWN_CODES
from testguard.inspection.parallel import Progress
from testguard.inspection.selection import check_selectors
from testguard.measurement.recorded import recorded_runs
from testguard.measurement.store import FOLDER
from testguard.model.project import Project
from testguard.model.verdict import Report
from testguard.pipeline.loading import load
from testguard.pipeline.seeing import recorded_graphs
from testguard.plugin import Plugins


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
    cache = cache_of(config) if cached else None
    seen = partial(look, config, plugins, project, paths=paths, diff=diff, jobs=jobs)
    inspection = seen(progress=progress, cache=cache)
    notes = _fix(config.root, inspection) if fix else ()
    if notes:
        inspection = seen(progress=progress, cache=cache)
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
    seen = recorded_graphs(config, project)
    inspection = look(config, plugins, project, runs=runs, seen=seen)
    fatal = [problem for problem in inspection.problems if problem.fatal]
    if fatal:
        raise EvidenceError(f"no baseline was written: {fatal[0].message}", hint=fatal[0].hint)
    path, ran = config.root / config.baseline, [run.path for run in runs]
    return update_baseline(path, inspection.findings, accept=accept, reason=reason, ran=ran)


def look(
    config: Config, plugins: Plugins, project: Project, *, diff: str = "", **options: Any
) -> Inspection:
    """Findings with suppressions, baseline and weight, on changed lines only if there is a ref."""
    metrics = (below(metric.name, metric.code) for metric in plugins.metrics)
    rules = (rule.info for rule in plugins.rules)
    known = (*OWN_CODES, *GATE_CODES, *rules, *metrics, *linter_rules(config))
    check_selectors(config, known)
    changed = changed_lines(config.root, diff) if diff else None
    baseline = known_findings(config)
    inspection = inspect(project, config, plugins.rules, **options)
    findings = weigh(config, apply_baseline(inspection.findings, baseline))
    problems = (*plugins.problems, *project.problems, *inspection.problems)
    if changed is not None:
        findings = on_changed_lines(findings, changed)
    return replace(inspection, findings=findings, problems=problems)


def cache_of(config: Config) -> Path:
    """Where findings are kept from run to run."""
    return config.root / FOLDER / "cache"


def _fix(root: Path, inspection: Inspection) -> tuple[str, ...]:
    fixed = apply_fixes(root, inspection.findings)
    return tuple(f"fixed {each.code} in {each.path}:{each.span.line}" for each in fixed)
