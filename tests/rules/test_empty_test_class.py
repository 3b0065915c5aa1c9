from __future__ import annotations

import pytest

from testguard.plugin import Confidence
from testguard.rules.empty_test_class import empty_test_class
from testguard.testing import check_examples, check_source


def test_examples() -> None:
    check_examples(empty_test_class)


@pytest.mark.parametrize(
    "source",
    [
        "class TestX: ...\n",
        'class TestX:\n    """Later."""\n',
        "class TestX:\n    def setup_method(self): self.stack = 1\n",
        "import unittest\nclass Stack(unittest.TestCase):\n    def setUp(self): pass\n",
        "class TestOuter:\n    class TestInner:\n        pass\n    def test_a(self): assert f()\n",
    ],
)
def test_a_class_without_tests_is_found(source: str) -> None:
    [offence] = check_source(empty_test_class, source)
    assert offence.confidence is Confidence.CERTAIN


@pytest.mark.parametrize(
    "source",
    [
        "class TestBase: pass\n",
        "class TestX: pass\nclass TestY(TestX):\n    def test_a(self): assert f()\n",
        "class TestX:\n    def __init__(self): self.a = 1\n",
        "class TestX:\n    __test__ = False\n",
        "from dataclasses import dataclass\n@dataclass\nclass TestX:\n    a: int = 1\n",
        "from enum import Enum\nclass TestX(Enum):\n    A = 1\n",
        "from aws_cdk import Stack\nclass TestStack(Stack): pass\n",
        "from somewhere import TestEverything\nclass TestX(TestEverything): pass\n",
        "class TestX(make_tests()): pass\n",
        "class TestX:\n    test_a = make_test(1)\n",
        "class TestOuter:\n    class TestInner:\n        def test_a(self): assert f()\n",
        "from app.models import Model\nclass TestModel(Model): pass\n",
        "class TestError(Exception): pass\n",
        (
            "from abc import abstractmethod\nclass TestX:\n    @abstractmethod\n    def make(self):"
            " ...\n"
        ),
        (
            "import unittest\nclass TestFilter: pass\nclass XTest(unittest.TestCase):\n    def"
            " test_a(self): pass\n"
        ),
        (
            "import unittest\nclass TestX(unittest.TestCase):\n    def runTest(self):"
            " self.assertTrue(f())\n"
        ),
        "class TestX: pass\nregister(TestX)\n",
        "class TestX:\n    'Subclass this to test a component.'\n",
        "class TestX: pass\ndel TestX\n",
        "__test__ = False\nclass TestX: pass\n",
    ],
)
def test_what_is_no_empty_test_class_is_left_alone(source: str) -> None:
    assert check_source(empty_test_class, source) == []


def test_a_base_that_brings_tests_is_read() -> None:
    others = {"tests/base.py": "class Checks:\n    def test_a(self): assert f()\n"}
    source = "from tests.base import Checks\nclass TestX(Checks): pass\n"
    assert check_source(empty_test_class, source, others=others) == []


def test_a_base_whose_tests_are_added_by_a_call_is_no_finding() -> None:
    others = {"tests/base.py": "class Checks: pass\nadd_tests(Checks, [1, 2])\n"}
    source = (
        "import unittest\nfrom tests.base import Checks\nclass TestX(Checks, unittest.TestCase):"
        " pass\n"
    )
    assert check_source(empty_test_class, source, others=others) == []


def test_only_files_that_pytest_opens_are_looked_at() -> None:
    source = "class TestX: pass\n"
    assert check_source(empty_test_class, source, path="tests/feeds.py", collected=False) == []
    [offence] = check_source(empty_test_class, source, collected=False)
    assert offence.confidence is Confidence.LIKELY
