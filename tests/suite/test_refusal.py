from __future__ import annotations

import pytest

from testguard.suite.refusal import is_abstract
from testguard.testing import make_suite

HEAD = "import enum, typing, unittest\nfrom abc import ABC, abstractmethod\n"


def refusal(source: str) -> str:
    suite = make_suite(HEAD + source)
    return suite.refusal(suite.module.definitions["TestX"])


@pytest.mark.parametrize(
    "source",
    [
        "class TestX:\n    def __init__(self): ...\n",
        "class TestX:\n    def __new__(cls): ...\n",
        "class Base:\n    def __init__(self): ...\nclass TestX(Base): ...\n",
        "from dataclasses import dataclass\n@dataclass\nclass TestX:\n    a: int\n",
        "@dataclass(frozen=True)\nclass TestX:\n    a: int\n",
        "class TestX(enum.Enum): ...\n",
        "class TestX(typing.NamedTuple): ...\n",
        "class TestX(typing.Protocol): ...\n",
        "class TestX(dict): ...\n",
        "class TestX(ValueError): ...\n",
        "class TestX(errors.StackError): ...\n",
        "from aws_cdk import Stack\nclass TestX(Stack): ...\n",
        "import pulumi\nclass TestX(pulumi.ComponentResource): ...\n",
    ],
)
def test_a_class_with_a_constructor_is_refused(source: str) -> None:
    assert refusal(source) == "it has a constructor"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("class TestX:\n    __test__ = False\n", "it sets `__test__ = False`"),
        ("class B:\n    __test__ = False\nclass TestX(B): ...\n", "it sets `__test__ = False`"),
        ("class B:\n    __test__ = False\nclass TestX(B):\n    __test__ = True\n", ""),
        (
            "class TestX(ABC):\n    @abstractmethod\n    def a(self): ...\n",
            "it has abstract methods",
        ),
        (
            (
                "class B(ABC):\n    @abstractmethod\n    def a(self): ...\nclass TestX(B):\n    def"
                " a(self): ...\n"
            ),
            "",
        ),
        (
            (
                "class B(ABC):\n    @abstractmethod\n    def a(self): ...\nclass TestX(B):\n    a"
                " = 1\n"
            ),
            "",
        ),
        ("class TestX(unittest.TestCase):\n    def __init__(self): ...\n", ""),
        ("class TestX(object): ...\n", ""),
        ("class TestX:\n    def test_a(self): ...\n", ""),
        ("class TestX:\n    class Stack:\n        def __init__(self): ...\n", ""),
    ],
)
def test_the_reason_is_given(source: str, reason: str) -> None:
    assert refusal(source) == reason


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [("abstractmethod", True), ("abc.abstractproperty", True), ("cached", False)],
)
def test_abstract_methods_are_known_by_their_decorator(decorator: str, expected: bool) -> None:
    suite = make_suite(f"@{decorator}\ndef a(): ...\n")
    assert is_abstract(suite.module.definitions["a"]) is expected
