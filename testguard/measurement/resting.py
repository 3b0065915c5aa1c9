"""Lets coverage rest while pytest makes and hands on the reports of tests that passed.

Tracing pytest itself is most of what runs around a small test. No code of the project runs while a
passed test is reported, unless a plugin of the project takes part; then nothing rests.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from testguard.measurement.coverage_setup import measured_by
from testguard.measurement.tracing import AtRest, sources_of, tracer_type

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


class RestingReports:
    """A plugin that lets coverage rest while passed tests are reported."""

    def __init__(self, tracer: type) -> None:
        self._tracer = tracer

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
        """A failed test's report shows the project's objects, which are asked for their looks."""
        if call.excinfo is not None:
            return (yield)
        with AtRest(self._tracer):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """Nobody is asked for anything while a report is handed on."""
        if report.outcome != "passed":
            return (yield)
        with AtRest(self._tracer):
            return (yield)


def rest_in_reports(config: pytest.Config, root: Path) -> None:
    """From now on, where it can be without seeing less; all plugins must be known."""
    coverage = measured_by(config)
    tracer = tracer_type(coverage) if coverage is not None else None
    if coverage is None or tracer is None:
        return
    sources = sources_of(coverage)
    if not any(_takes_part(*each, root, sources) for each in _hooks(config.pluginmanager)):
        config.pluginmanager.register(RestingReports(tracer))


def _hooks(plugins: pytest.PytestPluginManager) -> Iterator[tuple[str, Any]]:
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
