"""Turning pytest-cov on for a run that does not use it, and finding what another one measured."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage, process_startup
from msgspec import Struct
from msgspec.structs import asdict

from testguard.measurement.store import evidence_folder
from testguard.model.project import StackModule

DATA_FILE = "COVERAGE_FILE"
SUBPROCESS = "COVERAGE_PROCESS_START"
SUBPROCESS_CONFIG = "COVERAGE_PROCESS_CONFIG"
RC_SUFFIX = ".rc"
_RC = """[run]
branch = true
parallel = true
data_file = {data}
source =
{sources}
"""


class Setup(Struct, frozen=True):
    """How this run is measured.

    ``sources`` are the folders of the stack modules, where testguard turns coverage on itself, and
    ``data`` its data file, one for each run: several may go on at once. ``unmeasured`` says why
    nothing is measured, or is "".
    """

    sources: tuple[str, ...] = ()
    data: str = ""
    unmeasured: str = ""

    def told(self) -> dict[str, Any]:
        """What a worker makes the same of."""
        return asdict(self)

    @contextmanager
    def data_file(self) -> Iterator[None]:
        """Coverage that starts inside keeps its data apart from the user's."""
        with _environment(DATA_FILE, self.data):
            yield

    def clear(self) -> None:
        """Delete coverage's own data, which the evidence replaces."""
        if self.data:
            data = Path(self.data)
            for path in (data.with_suffix(RC_SUFFIX), *data.parent.glob(f"{data.name}*")):
                path.unlink(missing_ok=True)


def plan(options: Namespace, root: Path, stacks: Iterable[StackModule]) -> Setup:
    """Decide who measures: the user's own coverage, testguard's, or nobody."""
    if not hasattr(options, "cov_source"):
        return Setup(unmeasured="pytest-cov is switched off (-p no:pytest_cov)")
    if options.no_cov:
        return Setup(unmeasured="--no-cov was given")
    sources = _folders(root, stacks)
    if options.cov_source or not sources or (running() and not _distributed(options)):
        return Setup()
    return Setup(sources, str(evidence_folder(root) / f"coverage.{os.getpid()}.data"))


def switch_on(options: Namespace, setup: Setup) -> None:
    """Have pytest-cov measure ``setup.sources``, with branches and without a report of its own."""
    if setup.sources:
        options.cov_source = list(setup.sources)
        options.cov_branch = True
        options.cov_append = False
        options.cov_report = {"": None}
        options.cov_fail_under = 0


def measure_subprocesses(setup: Setup) -> str:
    """Have Python subprocesses measured too; gives the environment variable set, or ""."""
    if not setup.sources or SUBPROCESS in os.environ or SUBPROCESS_CONFIG in os.environ:
        return ""
    rc_file = Path(setup.data).with_suffix(RC_SUFFIX)
    sources = "\n".join(f"    {source}" for source in setup.sources)
    rc_file.write_text(_RC.format(data=setup.data, sources=sources), encoding="utf-8")
    os.environ[SUBPROCESS] = str(rc_file)
    return SUBPROCESS


def measured_by(config: pytest.Config) -> Coverage | None:
    """The coverage that holds this session's data, or None."""
    plugin = config.pluginmanager.getplugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    found = getattr(controller, "cov", None) or running()
    return found if isinstance(found, Coverage) else None


def running() -> Coverage | None:
    """A measurement that surrounds pytest, such as ``coverage run -m pytest``."""
    current = Coverage.current()
    automatic = getattr(process_startup, "coverage", None)
    return None if current is automatic else current


def _folders(root: Path, stacks: Iterable[StackModule]) -> tuple[str, ...]:
    folders = {(root / stack.path).resolve().parent for stack in stacks}
    outermost = {folder for folder in folders if not folders & set(folder.parents)}
    return tuple(sorted(str(folder) for folder in outermost))


def _distributed(options: Namespace) -> bool:
    workers = getattr(options, "numprocesses", None) or getattr(options, "tx", None)
    return bool(workers) or getattr(options, "dist", "no") != "no"


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    if value:
        os.environ[name] = value
    try:
        yield
    finally:
        if value and before is None:
            os.environ.pop(name, None)
        elif value and before is not None:
            os.environ[name] = before
