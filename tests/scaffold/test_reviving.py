from __future__ import annotations

from textwrap import dedent

import pytest

from testguard.model.source import Span
from testguard.scaffold.reviving import Patient, patient
from testguard.suite.module import Module


def found(text: str, first: int, last: int) -> Patient:
    source = dedent(text)
    return patient("test_x.py", Module("test_x.py", source), [Span(first, 1, last, 80)])


def test_a_block_comes_back_line_by_line() -> None:
    text = "# def test_x():\n#     assert 1 == 1\n#\n#     assert 2\n"
    assert found(text, 1, 4).revived == "def test_x():\n    assert 1 == 1\n\n    assert 2\n"


def test_several_layers_of_hashes_are_taken_off() -> None:
    text = "# # def test_x():\n# #     assert 1 == 1\n"
    assert found(text, 1, 2).revived == "def test_x():\n    assert 1 == 1\n"


def test_what_does_not_parse_is_told_and_stays() -> None:
    text = "# def test_x():\n#     assert (1 ==\n"
    patient_ = found(text, 1, 2)
    assert patient_.live == set()
    [lost] = patient_.lost
    assert lost.test == "line 1"


def test_line_ends_are_kept() -> None:
    text = "# def test_x():\r\n#     assert 1\r\n"
    assert found(text, 1, 2).revived == "def test_x():\r\n    assert 1\r\n"


@pytest.mark.parametrize(("text", "tests"), [("# def test_x():\n#     assert 1\n", ["test_x"])])
def test_the_tests_that_came_back_are_named(text: str, tests: list[str]) -> None:
    assert list(found(text, 1, 2).tests()) == tests
