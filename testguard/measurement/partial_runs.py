"""Whether a pytest run was a part of what it runs by default, and why."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from testguard.model.project import Project

NARROWING = {
    "keyword": "-k",
    "markexpr": "-m",
    "deselect": "--deselect",
    "ignore": "--ignore",
    "ignore_glob": "--ignore-glob",
    "lf": "--lf",
    "stepwise": "--stepwise",
    "pyargs": "--pyargs",
}
FINISHED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)


def why_narrowed(config: pytest.Config, project: Project, standing: Namespace) -> str:
    """What the command line left out, as a clause; "" for a run of everything.

    ``standing`` are the options that pytest's ini file sets: what they leave out is what the
    repository always leaves out, and makes no run partial.
    """
    for option, flag in NARROWING.items():
        value = config.getoption(option, None)
        if value and value != getattr(standing, option, None):
            return f"{flag} was given"
    return _unasked(config, project)


def why_broken(session: pytest.Session, interrupted: str = "") -> str:
    """Why the session did not come to its end, as a clause; "" where it did.

    ``interrupted`` is what a process of the run was interrupted by, or "".
    """
    stopped = session.shouldfail or session.shouldstop or interrupted
    if stopped:
        return f"the run stopped early ({stopped})"
    return "" if session.exitstatus in FINISHED else "the run did not finish"


def _unasked(config: pytest.Config, project: Project) -> str:
    """Which suite the arguments leave out that pytest would open without them."""
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        return ""
    if any("::" in argument for argument in config.args):
        return "single tests were asked for"
    asked = {Path(config.invocation_params.dir, argument).resolve() for argument in config.args}
    for suite in project.suites:
        path = (project.root / suite.path).resolve()
        if suite.collected and not asked & {path, *path.parents}:
            return f"{suite.path} was not asked for"
    return ""
