from __future__ import annotations

import ast
import builtins
import json
import sys
import unittest
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import Any
from unittest import mock

import pytest
from coverage import Coverage

from testguard.measurement.probing.assertions import AssertionProbes, probe_assertions
from testguard.measurement.probing.instrument import PROBE
from testguard.measurement.probing.plan import plan
from testguard.measurement.probing.tally import Notes, Tally

SOURCE = """
def test_x(items):
    for item in items:
        assert item
    if not items:
        check.assert_empty(items)
"""


FAILING = """
def test_x(size):
    if size > 3:
        pytest.fail("large")
    elif size > 2:
        assert size
        raise AssertionError(size)
"""


SPREAD = """
def test_x(check, items):
    assert (
        items
        == [1]
    ), (
        "no"
    )
    check(
        items,
    )
    check.assert_called_with(
        items,
    )
    for item in items:
        assert (
            item
            and
            check
        )
    if (
        items
        and check
    ):
        assert not (
            []
        )
test_x(MOCK, [1])
"""


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch) -> Tally:
    made = Tally(plan([]))
    monkeypatch.setattr(builtins, PROBE, made, raising=False)
    return made


@pytest.fixture
def probes(tally: Tally, tmp_path: Path) -> Iterator[AssertionProbes]:
    made = AssertionProbes(tally, tmp_path)
    made.install()
    yield made
    made.remove()


@pytest.mark.parametrize(("items", "lines"), [([], {6}), ([1, 2], {4})])
def test_assertions_that_run_are_noted_with_their_line(
    tally: Tally, items: list[int], lines: set[int]
) -> None:
    tree = ast.parse(SOURCE)
    probe_assertions(tree, "tests/test_x.py")
    namespace: dict[str, object] = {"check": mock.Mock(spec=["assert_empty"])}
    exec(compile(tree, "tests/test_x.py", "exec"), namespace)
    namespace["test_x"](items)  # type: ignore[operator]
    notes = tally.switch(Notes())
    assert notes.lines == {("tests/test_x.py", line) for line in lines}


@pytest.mark.parametrize(("size", "lines"), [(1, {3, 5}), (3, {3, 5, 6})])
def test_what_decides_about_a_failure_is_an_assertion(
    tally: Tally, size: int, lines: set[int]
) -> None:
    tree = ast.parse(FAILING)
    probe_assertions(tree, "tests/test_x.py")
    namespace: dict[str, Any] = {}
    exec(compile(tree, "tests/test_x.py", "exec"), namespace)
    with suppress(AssertionError):
        namespace["test_x"](size)
    assert tally.switch(Notes()).lines == {("tests/test_x.py", line) for line in lines}


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="later Pythons trace where a spread assert begins once more"
)
@pytest.mark.parametrize("size", [1, 3])
def test_no_line_runs_that_would_not(tally: Tally, size: int) -> None:
    spread = FAILING.replace("assert size", "assert (\n            size\n        )")
    runs = []
    for probing in (False, True):
        tree = ast.parse(spread)
        if probing:
            probe_assertions(tree, "tests/test_x.py")
        runs.append(lines_run(compile(tree, "test_x.py", "exec"), size))
    assert runs[0] == runs[1]


def lines_run(code: CodeType, size: int) -> set[int]:
    """The lines of ``test_x`` that are traced."""
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    lines: set[int] = set()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            lines.add(frame.f_lineno)
        return trace if frame.f_code.co_filename == "test_x.py" else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with suppress(AssertionError):
            namespace["test_x"](size)
    finally:
        sys.settrace(before)
    return lines


def test_a_probe_changes_nothing_that_coverage_says(tally: Tally, tmp_path: Path) -> None:
    """Python traces the first line of a spread assertion for its probe; coverage joins them all."""
    file = tmp_path / "test_spread.py"
    file.write_text(SPREAD, encoding="utf-8")

    def measured(*, probes: bool) -> tuple[object, object]:
        tree = ast.parse(SPREAD)
        if probes:
            probe_assertions(tree, "test_spread.py")
        code = compile(tree, str(file), "exec", dont_inherit=True)
        cov = Coverage(branch=True, data_file=None, config_file=False, include=[str(file)])
        cov.start()
        try:
            exec(code, {"MOCK": mock.Mock()})
        finally:
            cov.stop()
        report = tmp_path / "report.json"
        cov.json_report(outfile=str(report))
        cov.get_data().close(force=True)
        [found] = json.loads(report.read_text(encoding="utf-8"))["files"].values()
        return found, cov.analysis2(str(file))[1:]

    assert measured(probes=True) == measured(probes=False)
    assert {line for _, line in tally.notes.lines | tally._ran} == {3, 12, 16, 25}


def test_methods_of_unittest_and_mock_count_wherever_they_are_called(
    tally: Tally, probes: AssertionProbes
) -> None:
    assert probes.available
    unittest.TestCase().assertEqual(1, 1)  # noqa: PT009
    mock.Mock().assert_not_called()
    assert tally.notes.assertions >= 2


def test_everything_is_put_back(tally: Tally, tmp_path: Path) -> None:
    before = unittest.TestCase.assertEqual, mock.NonCallableMock.assert_called
    probes = AssertionProbes(tally, tmp_path)
    probes.install()
    assert unittest.TestCase.assertEqual is not before[0]
    probes.remove()
    assert (unittest.TestCase.assertEqual, mock.NonCallableMock.assert_called) == before


@pytest.mark.parametrize(
    "start", ["", '"""Doc."""\n', '"""Doc."""\nfrom __future__ import annotations\n']
)
def test_a_file_with_probes_says_so_when_it_is_imported(tally: Tally, start: str) -> None:
    tree = ast.parse(f"{start}import os\n")
    probe_assertions(tree, "tests/test_x.py")
    namespace: dict[str, Any] = {}
    exec(compile(tree, "tests/test_x.py", "exec"), namespace)
    assert tally.probed_files == {"tests/test_x.py"}
    assert namespace.get("__doc__") == ("Doc." if start else None)


def test_an_empty_file_stays_empty() -> None:
    tree = ast.parse("")
    probe_assertions(tree, "tests/test_x.py")
    assert tree.body == []
