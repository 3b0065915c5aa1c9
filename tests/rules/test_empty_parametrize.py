from __future__ import annotations

import pytest

from testguard.rules.empty_parametrize import empty_parametrize
from testguard.testing import check_examples, check_source

TEST = "import pytest\n{before}@pytest.mark.parametrize('x', {values})\ndef test_a(x): assert x\n"


def test_examples() -> None:
    check_examples(empty_parametrize)


@pytest.mark.parametrize(
    "values",
    [
        "[]",
        "()",
        "{}",
        "list()",
        "tuple()",
        "range(0)",
        "[x for x in []]",
        "ids=None, argvalues=[]",
    ],
)
def test_a_test_without_cases_is_found(values: str) -> None:
    [offence] = check_source(empty_parametrize, TEST.format(before="", values=values))
    assert (offence.span.line, offence.symbol) == (2, "test_a")


def test_a_name_that_stands_for_nothing_is_followed() -> None:
    assert check_source(empty_parametrize, TEST.format(before="CASES = []\n", values="CASES"))


@pytest.mark.parametrize(
    ("before", "values"),
    [
        ("", "[1]"),
        ("", "[*cases()]"),
        ("", "cases()"),
        ("", "range(3)"),
        ("", "[x for x in CASES]"),
        ("CASES = []\nCASES.append(1)\n", "CASES"),
        ("CASES = []\nfill(CASES)\n", "CASES"),
        ("CASES = []\nCASES = [1]\n", "CASES"),
        ("CASES = [1]\n", "CASES"),
        ("from cases import CASES\n", "CASES"),
    ],
)
def test_cases_that_exist_or_may_exist_are_left_alone(before: str, values: str) -> None:
    assert check_source(empty_parametrize, TEST.format(before=before, values=values)) == []


def test_the_mark_of_a_class_counts_for_its_tests() -> None:
    source = (
        "import pytest\n@pytest.mark.parametrize('x', [])\nclass TestX:\n    def test_a(self, x):"
        " assert x\n"
    )
    assert len(check_source(empty_parametrize, source)) == 1


@pytest.mark.parametrize(("values", "found"), [("[]", 1), ("[1]", 0), ("self.cases", 0)])
def test_sub_tests_over_nothing_are_found(values: str, found: int) -> None:
    source = (
        "import unittest\nclass X(unittest.TestCase):\n    def test_a(self):\n        for x in"
        f" {values}:\n            with self.subTest(x=x):\n                self.assertTrue(x)\n"
    )
    assert len(check_source(empty_parametrize, source)) == found
