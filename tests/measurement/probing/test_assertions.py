from __future__ import annotations

import ast
import builtins
import unittest
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

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
