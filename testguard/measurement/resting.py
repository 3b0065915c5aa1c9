"""Lets coverage rest while pytest makes and hands on the reports of tests that passed.

Tracing pytest itself is most of what runs around a small test. No code of the project runs while a
passed test is reported, unless a plugin takes part that is no installed library; then nothing
rests.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from testguard.measurement.coverage_setup import measured_by
from testguard.measurement.tracing import AtRest, Resting, resting_for

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
    """A plugin that lets coverage rest while passed tests are reported.

    ``rests`` becomes false when a plugin takes part: one that is registered later, too.
    """

    def __init__(self, resting: Resting) -> None:
        self._resting = resting
        self.rests = True

    def pytest_plugin_registered(self, plugin: object, manager: pytest.PytestPluginManager) -> None:
        """Called for those that are there already, too."""
        if plugin is not self and any(
            self._takes_part(plugin, *each) for each in _hooks(plugin, manager)
        ):
            self.rests = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, Any, Any]:
        """A failed test's report shows the project's objects, which are asked for their looks.

        Only of a plain function it is known by now whether it failed.
        """
        if not self.rests or call.excinfo is not None or type(item) is not pytest.Function:
            return (yield)
        with AtRest(self._resting.tracer):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, Any, Any]:
        """What tests record as properties is asked for its looks, too."""
        plain = type(report) is pytest.TestReport and report.outcome == "passed"
        if not self.rests or not plain or report.user_properties:
            return (yield)
        with AtRest(self._resting.tracer):
            return (yield)

    def _takes_part(self, plugin: object, hook: str, function: Any) -> bool:
        """Whether a hook is not an installed library's, or is measured, and may run in reports."""
        if hook in APART:
            return False
        code = getattr(inspect.unwrap(function), "__code__", None)
        package = str(getattr(function, "__module__", "")).partition(".")[0]
        files = [code.co_filename if code is not None else "", _file_of(plugin)]
        return not all(file and self._resting.is_foreign(file, package) for file in files)


def rest_in_reports(config: pytest.Config) -> None:
    """From now on, where it can be without seeing less."""
    coverage = measured_by(config)
    resting = resting_for(coverage) if coverage is not None else None
    if resting is not None:
        reports = RestingReports(resting)
        config.pluginmanager.register(reports)
        if not reports.rests:
            config.pluginmanager.unregister(reports)


def _hooks(plugin: object, manager: pytest.PytestPluginManager) -> Iterator[tuple[str, Any]]:
    """The hooks that a plugin implements, and what implements them."""
    for caller in manager.get_hookcallers(plugin) or ():
        own = (each for each in caller.get_hookimpls() if each.plugin is plugin)
        yield from ((caller.name, each.function) for each in own)


def _file_of(plugin: object) -> str:
    """The file of a plugin's module, or of its class's."""
    module = plugin if inspect.ismodule(plugin) else sys.modules.get(type(plugin).__module__)
    return str(getattr(module, "__file__", "") or "")
