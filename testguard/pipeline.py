"""The stages in order; nothing else knows it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from testguard import default_plugin
from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import EvidenceError
from testguard.gate.baseline import (
    BaselineChange,
    apply_baseline,
    read_baseline,
    update_baseline,
)
from testguard.gate.diff import changed_lines, on_changed_lines
from testguard.gate.findings_verdict import findings_outcome, summarize
from testguard.inspection.engine import Inspection, inspect
from testguard.inspection.fixes import apply_fixes
from testguard.inspection.own_codes import OWN_CODES
from testguard.inspection.own_rules import load_own_rules
from testguard.inspection.parallel import Progress
from testguard.inspection.selection import check_selectors
from testguard.model.project import Project
from testguard.model.verdict import Report
from testguard.plugin import Plugins, load_plugins


def load(config: Config) -> Plugins:
    """Every rule, reporter, metric and framework: first-party, installed and the user's own."""
    plugins = load_plugins([default_plugin])
    rules, problems = load_own_rules(config.root, config.rules)
    joined = plugins.with_rules(rules)
    return replace(joined, problems=(*joined.problems, *problems))


def find(config: Config) -> Project:
    """What the repository holds: stack modules, suites, and which belongs to which."""
    return discover(config, load(config).frameworks)


def check(  # noqa: PLR0913 - options by name
    config: Config,
    *,
    paths: Sequence[str | Path] = (),
    diff: str = "",
    fix: bool = False,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Report:
    """Discover, inspect and judge, without importing or running what is read.

    ``paths`` are relative to the current directory; ``diff`` is a git ref: only findings on lines
    changed since count; ``fix`` applies what is safe to apply, and reports what is left.
    """
    started = time.monotonic()
    plugins = load(config)
    changed = changed_lines(config.root, diff) if diff else None
    baseline = read_baseline(config.root / config.baseline)
    project = discover(config, plugins.frameworks)
    inspection = _inspect(config, plugins, project, paths, jobs, progress)
    notes = _fix(config.root, inspection) if fix else ()
    if notes:
        inspection = _inspect(config, plugins, project, paths, jobs, progress)
    findings = apply_baseline(inspection.findings, baseline)
    if changed is not None:
        findings = on_changed_lines(findings, changed)
    problems = (*plugins.problems, *project.problems, *inspection.problems)
    return Report(
        command="check",
        root=str(config.root),
        outcome=findings_outcome(config, findings, problems),
        findings=findings,
        pairings=project.pairings,
        problems=problems,
        notes=notes,
        rules=inspection.rules,
        summary=summarize(findings, files=inspection.files, seconds=time.monotonic() - started),
    )


def write_baseline(config: Config, *, accept: bool = False, reason: str = "") -> BaselineChange:
    """Inspect the whole project and bring its baseline up to date.

    Raises `EvidenceError` when a fatal problem keeps testguard from seeing every finding.
    """
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    inspection = _inspect(config, plugins, project)
    fatal = [each for each in (*plugins.problems, *project.problems) if each.fatal]
    if fatal:
        raise EvidenceError(f"no baseline was written: {fatal[0].message}", hint=fatal[0].hint)
    path = config.root / config.baseline
    return update_baseline(path, inspection.findings, accept=accept, reason=reason)


def _inspect(
    config: Config,
    plugins: Plugins,
    project: Project,
    paths: Sequence[str | Path] = (),
    jobs: int = 0,
    progress: Progress | None = None,
) -> Inspection:
    own = (*OWN_CODES, *(rule.info for rule in plugins.rules))
    check_selectors(config, own)
    return inspect(project, config, plugins.rules, paths=paths, jobs=jobs, progress=progress)


def _fix(root: Path, inspection: Inspection) -> tuple[str, ...]:
    fixed = apply_fixes(root, inspection.findings)
    return tuple(f"fixed {each.code} in {each.path}:{each.span.line}" for each in fixed)
