"""What pytest collected, where the command line changed what it collects."""

from __future__ import annotations

from argparse import Namespace

import pytest
from msgspec.structs import replace

from testguard.model.evidence import Evidence
from testguard.model.project import Conventions, Project, SuiteFile

PATTERNS = ("python_files", "python_classes", "python_functions")


def overridden(config: pytest.Config) -> Conventions | None:
    """The conventions of a run that names another ini file or overrides its values."""
    options: Namespace = config.option
    if not (options.inifilename or options.override_ini):
        return None
    files, classes, functions = (tuple(config.getini(name)) for name in PATTERNS)
    return Conventions(files, classes, functions)


def as_collected(project: Project, evidence: Evidence) -> Project:
    """The project with the conventions of the run, and with every suite that pytest opened."""
    if evidence.conventions is None:
        return project
    conventions = evidence.conventions
    opened = {path for path, _ in evidence.collected}
    suites = {
        suite.path: replace(
            suite, conventions=conventions, collected=suite.collected or suite.path in opened
        )
        for suite in project.suites
    }
    for path in opened - suites.keys():
        suites[path] = SuiteFile(path, conventions)
    return replace(project, suites=tuple(suites[path] for path in sorted(suites)))
