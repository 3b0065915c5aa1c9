from __future__ import annotations

from testguard.suite.commented_code import definitions_in_text
from testguard.suite.lost_tests import Collector
from testguard.syntax import find
from testguard.testing import make_suite

METHOD = ("def test_a(self):", "    pass")


def test_nothing_is_collected_inside_a_function() -> None:
    suite = make_suite("def helper():\n    pass\n")
    scopes = tuple(find(suite.root, "function_definition"))
    assert list(Collector(suite, scopes).collect(definitions_in_text(METHOD))) == []


def test_a_mixin_with_live_tests_would_bring_the_lost_one_too() -> None:
    suite = make_suite("class Behaviour:\n    def test_b(self):\n        assert self.x\n")
    scopes = tuple(find(suite.root, "class_definition"))
    [lost] = Collector(suite, scopes).collect(definitions_in_text(METHOD))
    assert [test.name for test in lost.tests] == ["test_a"]


def test_a_base_class_of_the_repository_makes_a_test_case() -> None:
    base = "import unittest\nclass Base(unittest.TestCase):\n    pass\n"
    suite = make_suite("from base import Base\n", others={"tests/base.py": base})
    lines = ("class Stack(Base):", *(f"    {line}" for line in METHOD))
    [lost] = Collector(suite).collect(definitions_in_text(lines))
    assert (lost.definition.name, lost.sure) == ("Stack", True)
