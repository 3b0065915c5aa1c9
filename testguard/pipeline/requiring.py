"""Hold the requirements against stacks: those that are built now, or those that tests built."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import ConfigError
from testguard.gate.codes import REQUIREMENT_CODES
from testguard.gate.findings_verdict import findings_outcome, summarize
from testguard.gate.requirements import judge_requirements
from testguard.measurement.recorded import recorded_runs
from testguard.model.evidence import SuiteRun
from testguard.model.project import Project
from testguard.model.verdict import Report
from testguard.pipeline.building import system
from testguard.pipeline.loading import load
from testguard.plugin import Suite
from testguard.suite.library import Library
from testguard.suite.requirement_marks import requirement_marks


def requirements(
    config: Config, paths: Iterable[Path] = (), options: Mapping[str, Any] | None = None
) -> Report:
    """Build the system, or the stack modules at ``paths``, and hold the requirements against it.

    ``options`` are further fields of a `Recipe`. Tests are those that passed when they last ran,
    if that is recorded. Raises `ConfigError` without requirements, or for one without a meaning.
    """
    started = time.monotonic()
    insist_on_requirements(config)
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    seen, problems = system(config, plugins, project, options, paths)
    tests = passed_tests(project, recorded_runs(config.root))
    asked = judge_requirements(config, seen, tests)
    return Report(
        command="requirements",
        root=str(config.root),
        outcome=findings_outcome(config, [f for f in asked.findings if not f.advisory], problems),
        findings=asked.findings,
        problems=problems,
        notes=asked.notes,
        rules=REQUIREMENT_CODES,
        requirements=asked.verdicts,
        summary=summarize(
            asked.findings,
            files=len({each.graph.path for each in seen}),
            seconds=time.monotonic() - started,
        ),
    )


def insist_on_requirements(config: Config) -> None:
    """Raise `ConfigError` without requirements, and as `check_requirements`."""
    if not config.requirements:
        raise ConfigError("no requirement is stated", hint=_EXAMPLE)
    check_requirements(config)


def check_requirements(config: Config) -> None:
    """Raise `ConfigError`, which names the line, for requirements that cannot mean anything."""
    if not config.requirements:
        return
    # JSON Schema costs more than judging does
    from testguard.requirements.keywords import check_requirement  # noqa: PLC0415

    for each in config.requirements:
        check_requirement(each)


def passed_tests(project: Project, runs: Iterable[SuiteRun]) -> dict[str, tuple[str, ...]]:
    """The passed tests by the requirements that they are marked with, as pytest names them."""
    passed = {run.path: run.passed for run in runs}
    return _by_requirement(
        mark for mark in _marks(project, passed) if mark.symbol in passed[mark.path]
    )


def marked_tests(project: Project) -> dict[str, tuple[str, ...]]:
    """All tests by the requirements that they are marked with, as pytest names them."""
    return _by_requirement(_marks(project, {suite.path for suite in project.suites}))


class _Mark(NamedTuple):
    id: str
    path: str
    symbol: str


def _marks(project: Project, paths: Collection[str]) -> Iterator[_Mark]:
    library = Library(project.root)
    for suite in project.suites:
        module = library.load(suite.path) if suite.path in paths else None
        if module is not None:
            for id_, symbol in requirement_marks(Suite(suite, module, library)):
                yield _Mark(id_, suite.path, symbol)


def _by_requirement(marks: Iterable[_Mark]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in marks:
        found.setdefault(each.id, []).append(f"{each.path}::{each.symbol.replace('.', '::')}")
    return {id_: tuple(sorted(tests)) for id_, tests in found.items()}


_EXAMPLE = """write one into the configuration, such as
    [[tool.testguard.requirements]]
    id = "DR-1"
    text = "RDS instances use db.r6g.large or larger"
    resource = "AWS::RDS::DBInstance"
    min-instance-class = "db.r6g.large\""""
