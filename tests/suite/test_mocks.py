from __future__ import annotations

import pytest

from testguard.suite.mocks import Patched, is_mock_call, patched_names
from testguard.syntax import find
from testguard.testing import make_suite

HEAD = "from unittest import mock\nfrom unittest.mock import patch, Mock\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_a():\n    with patch('a.B') as m: ...\n", [Patched("m", "a.B")]),
        (
            "def test_a():\n    with mock.patch('a.B') as m, patch('a.C') as n: ...\n",
            [Patched("m", "a.B"), Patched("n", "a.C")],
        ),
        ("def test_a(mocker):\n    m = mocker.patch('a.B')\n", [Patched("m", "a.B")]),
        (
            "@patch('a.B')\n@patch('a.C')\ndef test_a(c, b): ...\n",
            [Patched("c", "a.C"), Patched("b", "a.B")],
        ),
        ("class TestX:\n    @patch('a.B')\n    def test_a(self, b): ...\n", [Patched("b", "a.B")]),
        ("@patch('a.B', 1)\ndef test_a(): ...\n", []),
        ("@patch('a.B', new=1)\ndef test_a(): ...\n", []),
        ("def test_a():\n    with patch('a.B', wraps=B) as m: ...\n", []),
        ("def test_a():\n    with open('a.B') as m: ...\n", []),
    ],
)
def test_patched_names_and_their_targets_are_read(source: str, expected: list[Patched]) -> None:
    [case] = make_suite(HEAD + source).cases
    assert patched_names(case) == expected


@pytest.mark.parametrize(
    ("call", "expected"), [("Mock()", True), ("mock.MagicMock(a=1)", True), ("Thing()", False)]
)
def test_mocks_are_known_by_their_class(call: str, expected: bool) -> None:
    [case] = make_suite(f"{HEAD}def test_a():\n    {call}\n").cases
    assert is_mock_call(case, find(case.function, "call")[0]) is expected
