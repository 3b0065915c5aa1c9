"""What a pytest session tells about itself when it ends."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from testguard.measurement.conventions import overridden
from testguard.measurement.coverage_reader import Recording
from testguard.measurement.coverage_setup import Setup, measured_by
from testguard.measurement.partial_runs import why_broken, why_narrowed
from testguard.measurement.probing.evidence import Probed
from testguard.measurement.recorder import Session
from testguard.model.project import Project
from testguard.model.verdict import Report
from testguard.plugin import Style
from testguard.plugin.outputs import Output


def describe(
    session: pytest.Session,
    project: Project,
    setup: Setup,
    standing: Namespace,
    ids: Sequence[str],
    imported: Iterable[str],
    probed: Probed,
) -> Session:
    """The session as a value.

    ``ids`` are the node ids of the tests that were selected, ``imported`` the files of the modules
    that were loaded, ``standing`` the options pytest's ini file sets, ``probed`` what probes saw.
    """
    config = session.config
    coverage = None if setup.unmeasured else measured_by(config)
    return Session(
        recording=Recording(
            coverage,
            config.getoption("cov_config", True),
            frozenset(Path(name) for name in imported),
        ),
        ids={config.rootpath / file: names for file, names in _by_file(ids).items()},
        failed=session.testsfailed,
        narrowed=why_narrowed(config, project, standing),
        broken=why_broken(session, probed.interrupted),
        unmeasured=setup.unmeasured,
        shard=config.getoption("testguard_shard"),
        conventions=overridden(config),
        probed=probed,
    )


def for_terminal(report: Report, outputs: Iterable[Output], config: pytest.Config) -> str:
    """What the outputs without a file print at the end of the run."""
    writer = config.get_terminal_writer()
    verbosity = max(-1, min(1, config.get_verbosity()))
    style = Style(writer.hasmarkup, writer.fullwidth, verbosity)
    shown = (output.reporter for output in outputs if output.file is None)
    return "".join(reporter.render(report, style) for reporter in shown)


def _by_file(ids: Iterable[str]) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for nodeid in ids:
        file, _, name = nodeid.partition("::")
        files.setdefault(file, []).append(name)
    return files
