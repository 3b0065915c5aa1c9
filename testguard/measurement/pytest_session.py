"""What a pytest session tells about itself when it ends."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from testguard.measurement.coverage_reader import Recording
from testguard.measurement.coverage_setup import Setup, measured_by
from testguard.measurement.partial_runs import why_broken, why_narrowed
from testguard.measurement.recorder import Session
from testguard.model.project import Project


def describe(
    session: pytest.Session,
    project: Project,
    setup: Setup,
    standing: Namespace,
    ids: Sequence[str],
    imported: Iterable[str],
) -> Session:
    """The session as a value.

    ``ids`` are the node ids of the tests that were selected, ``imported`` the files of the modules
    that were loaded, ``standing`` the options pytest's ini file sets.
    """
    config = session.config
    nodes = (nodeid.partition("::") for nodeid in ids)
    coverage = None if setup.unmeasured else measured_by(config)
    return Session(
        recording=Recording(
            coverage,
            config.getoption("cov_config", True),
            frozenset(Path(name) for name in imported),
        ),
        ids=tuple((config.rootpath / file, name) for file, _, name in nodes),
        failed=session.testsfailed,
        narrowed=why_narrowed(config, project, standing),
        broken=why_broken(session),
        unmeasured=setup.unmeasured,
        shard=config.getoption("testguard_shard"),
    )


def imported_below(root: Path) -> set[str]:
    """The real paths of the modules that are loaded from the project itself."""
    start = str(root.resolve()) + os.sep
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    resolved = {os.path.realpath(file) for file in files if isinstance(file, str)}
    return {file for file in resolved if file.startswith(start) and "site-packages" not in file}
