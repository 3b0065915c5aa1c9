from __future__ import annotations

import pytest

from testguard.suite.disabling import disabling, is_constant
from testguard.suite.module import Module
from testguard.syntax import Node, find


def expression(source: str) -> tuple[Module, Node]:
    module = Module("tests/test_x.py", f"import pytest\n{source}\n")
    [statement] = find(module.root, "expression_statement")
    return module, statement.children()[0]


@pytest.mark.parametrize(
    ("source", "verb", "sure"),
    [
        ("pytest.mark.skip", "skipped", True),
        ("pytest.mark.xfail()", "expected to fail", True),
        ("pytest.mark.xfail(strict=True)", "expected to fail", False),
        ("pytest.xfail()", "expected to fail", True),
    ],
)
def test_what_is_done_to_the_test_is_told(source: str, verb: str, sure: bool) -> None:
    found = disabling(*expression(source))
    assert found is not None
    assert (found.verb, found.sure) == (verb, sure)


@pytest.mark.parametrize(
    "source", ["pytest.xfail('OPS-12')", "pytest.mark.slow", "skip()", "1 + 1"]
)
def test_other_expressions_disable_nothing(source: str) -> None:
    assert disabling(*expression(source)) is None


@pytest.mark.parametrize(
    ("source", "true", "false"),
    [
        ("True", True, False),
        ("1", True, False),
        ("not 0", True, False),
        ("None", False, True),
        ("not True", False, True),
        ("'not numpy'", False, False),
        ("''", False, False),
        ("name", False, False),
        ("not name", False, False),
    ],
)
def test_only_literals_are_constant(source: str, true: bool, false: bool) -> None:
    _, node = expression(source)
    assert (is_constant(node, truth=True), is_constant(node, truth=False)) == (true, false)
