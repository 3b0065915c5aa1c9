"""A digest of all that one session saw: equal digests, equal evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import PurePath

import msgspec
import pytest
from coverage import Coverage

from testguard.measurement.coverage_setup import Setup, measured_by
from testguard.measurement.digests import current_commit
from testguard.measurement.partial_runs import why_broken
from testguard.measurement.probing.evidence import Probed

DATA_FILE = "data_file"  # each run has one of its own


def see(
    session: pytest.Session,
    setup: Setup,
    ids: Iterable[str],
    imported: Iterable[str],
    probed: Probed,
) -> str:
    """The digest of a session; "" for one that did not come to its end.

    ``ids`` are the node ids of the tests that were selected, ``imported`` the files of the modules
    that were loaded.
    """
    if why_broken(session, probed.interrupted):
        return ""
    config, root = session.config, session.config.rootpath
    writer = config.get_terminal_writer()
    style = (writer.hasmarkup, writer.fullwidth, config.get_verbosity())
    files = sorted(imported)
    parts = (sorted(ids), files, session.testsfailed, style, current_commit(root))
    stacks = {PurePath(path).name for path, _ in probed.exercises}
    measured = _measured(None if setup.unmeasured else measured_by(config), stacks)
    total = hashlib.sha256(msgspec.json.encode(probed, order="deterministic"))
    total.update(repr((parts, measured)).encode("utf-8", "backslashreplace"))
    return total.hexdigest()


def _measured(cov: Coverage | None, names: set[str]) -> object:
    """The lines and arcs of the files of these names, and the options that interpret them."""
    if cov is None:
        return None
    data = cov.get_data()
    files = sorted(file for file in data.measured_files() if PurePath(file).name in names)
    seen = [(file, sorted(data.lines(file) or ()), sorted(data.arcs(file) or ())) for file in files]
    options = getattr(cov, "config", cov)
    said = {name: value for name, value in vars(options).items() if name != DATA_FILE}
    return seen, data.has_arcs(), sorted(said.items(), key=lambda item: item[0])
