"""Lets coverage rest while pytest makes and hands on the reports of tests that passed.

Coverage's tracer is called for each function and line of any code, pytest's own included, which is
most of what runs around a small test. No code of the project runs while a passed test is reported,
unless a plugin of the project takes part; then nothing rests.

Not from Python 3.12 on: there, setting a tracer makes Python instrument all code anew.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

from testguard.measurement.coverage_setup import measured_by

CHEAP = sys.version_info < (3, 12)
# what pytest calls at other times than while it makes and hands on reports
APART = frozenset(
    f"pytest_{name}"
    for name in (
        "addhooks", "addoption", "cmdline_main", "cmdline_parse", "cmdline_preparse",
        "collect_directory", "collect_file", "collection", "collection_finish",
        "collection_modifyitems", "configure", "configure_node", "fixture_post_finalizer",
        "fixture_setup", "generate_tests", "ignore_collect", "itemcollected",
        "load_initial_conftests", "make_parametrize_id", "plugin_registered", "pycollect_makeitem",
        "pycollect_makemodule", "pyfunc_call", "report_header", "runtest_call",
        "runtest_protocol", "runtest_setup", "runtest_teardown", "runtestloop", "sessionfinish",
        "sessionstart", "terminal_summary", "unconfigure", "xdist_auto_num_workers",
    )
)  # fmt: skip


def rest(config: pytest.Config, root: Path) -> None:
    """Let coverage rest from now on, where it can without seeing less."""
    coverage = measured_by(config) if CHEAP else None
    tracer = _tracer()
    if coverage is None or tracer is None or _sees_libraries(coverage):
        return
    sources = {str(each) for each in coverage.get_option("run:source") or ()}  # type: ignore[union-attr]
    if not any(_takes_part(*each, root, sources) for each in _hooks(config.pluginmanager)):
        config.pluginmanager.register(Rest(tracer))


class Rest:
    """A plugin that takes a tracer of type ``tracer`` away and gives it back."""

    def __init__(self, tracer: type) -> None:
        self._tracer = tracer

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
        """A failed test's report shows the project's objects, which are asked for their looks."""
        tracer = sys.gettrace()
        if call.excinfo is not None or type(tracer) is not self._tracer:
            return (yield)
        sys.settrace(None)
        try:
            return (yield)
        finally:
            sys.settrace(tracer)
            _called()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """Nobody is asked for anything while a report is handed on."""
        tracer = sys.gettrace()
        if report.outcome != "passed" or type(tracer) is not self._tracer:
            return (yield)
        sys.settrace(None)
        try:
            return (yield)
        finally:
            sys.settrace(tracer)
            _called()


def _called() -> None:
    """Coverage's tracer sees a frame's end only when it has seen a call before."""


def _tracer() -> type | None:
    """The type of coverage's tracer in C, which is called by Python's `sys.settrace`."""
    try:
        from coverage.tracer import CTracer  # noqa: PLC0415 - coverage may lack it
    except ImportError:
        return None
    found: type = CTracer
    return found


def _sees_libraries(coverage: Coverage) -> bool:
    return bool(coverage.get_option("run:cover_pylib") or coverage.get_option("run:source_pkgs"))


def _hooks(plugins: pytest.PytestPluginManager) -> Iterable[tuple[str, Any]]:
    """Every hook that is implemented, and what implements it."""
    for plugin in plugins.get_plugins():
        for caller in plugins.get_hookcallers(plugin) or ():
            own = (each for each in caller.get_hookimpls() if each.plugin is plugin)
            yield from ((caller.name, each.function) for each in own)


def _takes_part(hook: str, function: Any, root: Path, sources: set[str]) -> bool:
    """Whether a plugin's code is the project's, or measured as that, and may run in reports."""
    if hook in APART:
        return False
    file = function.__code__.co_filename
    package = str(function.__module__).partition(".")[0]
    inside = "site-packages" not in file and Path(file).resolve().is_relative_to(root.resolve())
    return package in sources or inside
