from __future__ import annotations

import pytest

from testguard.model.project import Conventions
from testguard.plugin import Suite
from testguard.testing import make_suite


def symbols(suite: Suite) -> list[str]:
    return [case.symbol for case in suite.cases]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def test_b(): ...\ndef test_a(): ...\n", ["test_b", "test_a"]),
        ("def helper(): ...\ndef test_a(): ...\n", ["test_a"]),
        ("def test_a(): ...\ndef test_a(): return 1\n", ["test_a"]),
        ("class TestX:\n    def test_a(self): ...\n    def b(self): ...\n", ["TestX.test_a"]),
        ("class Other:\n    def test_a(self): ...\n", []),
        ("class TestX:\n    class TestY:\n        def test_a(self): ...\n", ["TestX.TestY.test_a"]),
        ("if X:\n    def test_a(): ...\nelse:\n    def test_b(): ...\n", ["test_a", "test_b"]),
        ("def test_a():\n    def test_b(): ...\n", ["test_a"]),
        ("import pytest\n@pytest.fixture\ndef test_client(): ...\n", []),
        ("class TestX:\n    @property\n    def test_a(self): ...\n", []),
        ("def test_a(): ...\ndel test_a\n", []),
        ("__test__ = False\ndef test_a(): ...\n", []),
    ],
)
def test_cases_are_what_pytest_collects(source: str, expected: list[str]) -> None:
    assert symbols(make_suite(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "class Stack(T.TestCase):\n    def test_a(self): ...\n    def it_b(self): ...\n",
            ["Stack.test_a"],
        ),
        (
            "class B(T.TestCase): ...\nclass Stack(B):\n    def test_a(self): ...\n",
            ["Stack.test_a"],
        ),
        ("class Stack(T.TestCase):\n    def runTest(self): ...\n", ["Stack.runTest"]),
        (
            "class A(T.TestCase):\n    def test_a(self): ...\n    def runTest(self): ...\n",
            ["A.test_a"],
        ),
        ("class A(T.TestCase):\n    class B(T.TestCase):\n        def test_a(self): ...\n", []),
        (
            "class A(T.TestCase):\n    def __init__(self): ...\n    def test_a(self): ...\n",
            ["A.test_a"],
        ),
        ("class A(T.TestCase):\n    def test_a(self): ...\ndel A\n", []),
    ],
)
def test_unittest_classes_follow_unittest(source: str, expected: list[str]) -> None:
    assert symbols(make_suite(f"import unittest as T\n{source}")) == expected


def test_the_conventions_decide() -> None:
    conventions = Conventions(python_functions=("should_*",), python_classes=("When*",))
    source = "def test_a(): ...\ndef should_b(): ...\nclass WhenX:\n    def should_c(self): ...\n"
    assert symbols(make_suite(source, conventions=conventions)) == ["should_b", "WhenX.should_c"]


@pytest.mark.parametrize(
    ("source", "inherits"),
    [
        ("class TestX: ...\n", False),
        ("class Base:\n    def test_a(self): ...\nclass TestX(Base): ...\n", True),
        ("class Base:\n    def helper(self): ...\nclass TestX(Base): ...\n", False),
        ("from elsewhere import Base\nclass TestX(Base): ...\n", True),
        ("class Base:\n    async def runTest(self): ...\nclass TestX(Base): ...\n", True),
    ],
)
def test_inherited_tests_are_known_or_feared(source: str, inherits: bool) -> None:
    [group] = make_suite(source).groups
    assert group.inherits_tests is inherits


def test_a_class_pytest_refuses_is_no_group_and_says_why() -> None:
    suite = make_suite("class TestX:\n    def __init__(self): ...\n    def test_a(self): ...\n")
    assert (suite.groups, suite.cases) == ((), ())
    assert suite.refusal(suite.module.definitions["TestX"]) == "it has a constructor"
