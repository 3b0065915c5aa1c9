from __future__ import annotations

import pytest

from testguard.model.finding import Confidence
from testguard.model.project import Conventions
from testguard.rules.commented_out_test import commented_out_test
from testguard.testing import check_examples, check_source

TEMPLATE = '''"""Unit tests for TapStack."""

import unittest

# class TestTapStack(unittest.TestCase):
#   """Test cases."""

#   def setUp(self):
#     self.app = App()

#   def test_one(self):
#     self.assertTrue(1)
#
#   @mark.it("has a bucket")
#   def test_two(self):
#     # ARRANGE
#     x = 1

#     assert x
'''


def test_examples() -> None:
    check_examples(commented_out_test)


def test_a_class_is_one_finding_that_names_its_tests() -> None:
    [offence] = check_source(commented_out_test, TEMPLATE)
    assert (offence.symbol, offence.tests) == ("TestTapStack", ("test_one", "test_two"))
    assert (offence.span.line, offence.span.column) == (5, 1)
    assert (offence.span.end_line, offence.span.end_column) == (19, 15)
    assert "its 2 tests do not run: test_one, test_two" in offence.message
    assert offence.confidence is Confidence.CERTAIN


@pytest.mark.parametrize(
    ("source", "tests"),
    [
        ("# def test_a():\n#     assert 1\n", ["test_a"]),
        ("#def test_a():\n#    assert 1\n", ["test_a"]),
        ("## def test_a():\n##     assert 1\n", ["test_a"]),
        ("# # def test_a():\n# #     assert 1\n", ["test_a"]),
        ("#\tdef test_a(self):\n#\t\tassert 1\n", ["test_a"]),
        ("# async def test_a(): await x()\n", ["test_a"]),
        ("#def test_a():\n    #x = 1\n\n    #assert x\n", ["test_a"]),
        ("# def test_a():\n#    x = 1\n\n#     assert x\n#   })\n", ["test_a"]),
        ("# def test_a():\n#     print 'python 2'\n", ["test_a"]),
        ("# def test_a(\n#     self, b: int = 3,\n# ) -> None:\n#     assert b\n", ["test_a"]),
        (
            "# def test_a():\n#     x()\n\n# a remark\n\n# @mark.x\n# def test_b():\n#     y()\n",
            ["test_a", "test_b"],
        ),
        ("# def test_a():\n# def test_b():\n# def test_c():\n", ["test_a", "test_b", "test_c"]),
        ("class TestA:\n    # def test_a(self):\n    #     pass\n    x = 1\n", ["test_a"]),
        ("class TestA:\n    x = 1\n#    def test_a(self):\n#        pass\n", ["test_a"]),
        (
            "class TestA:\n    def test_b(self): x\n\n    #    def test_a(self):\n    #        x\n",
            ["test_a"],
        ),
        ("class TestA:\n    # def test_a(self):\n    #     x = 1\n        y = 2\n", ["test_a"]),
        ("# class Stack(unittest.TestCase):\n#     def test_a(self): pass\n", ["test_a"]),
        ("# class StackTests(Base):\n#     def test_a(self): pass\n", ["test_a"]),
        ("# class TestA:\n#   class TestB:\n#     def test_a(self): pass\n", ["test_a"]),
        (
            "# class TestA:\n#   def test_a(self): x\n# -- more --\n#   def test_b(self): y\n",
            ["test_a", "test_b"],
        ),
        ("# def test_a():\n#     @pytest.fixture\n#     def b(): x\n", ["test_a"]),
    ],
)  # fmt: skip
def test_commented_tests_are_found(source: str, tests: list[str]) -> None:
    [offence] = check_source(commented_out_test, source)
    assert list(offence.tests) == tests


@pytest.mark.parametrize(
    "source",
    [
        "# ARRANGE\n# assert properties\n# When: X is initialized\n# def test of the case\n",
        "# def test_x describes how the class TestY behaves\n",
        "# class Tracer:\n#     def test_drive(self): pass\n",
        "# import os\n# x = make()\n# assert x\n",
        "# @pytest.fixture\n# def test_client():\n#     return 1\n",
        "# @pytest.mark.slow\ndef test_a():\n    assert f()\n",
        "# >>> def test_a():\n# ...     pass\n",
        "# class TestA:\n#     def helper(self): pass\n",
        "# class TestA(unittest.TestCase):\n#     def setUp(self): pass\n",
        "# class TestA(Base):\n",
        "x = 1  # def test_a(): pass\n",
        "def helper():\n    x = 1\n    # def test_inner():\n    #     pass\n    return x\n",
        "class Model:\n    # def test_fit(self):\n    #     pass\n    x = 1\n",
        "# def f():\n#     run('''\n# def test_a():\n#     pass\n# ''')\n",
        'SOURCE = """\ndef test_a():\n    pass\n"""\n',
        '"""How to use it\n\ndef test_a():\n    pass\n"""\n',
        "def test_a():\n    assert f()\n\n# Template:\n# def test_xxx(): g()\n",
    ],
)
def test_what_is_no_commented_out_test_is_left_alone(source: str) -> None:
    assert check_source(commented_out_test, source) == []


@pytest.mark.parametrize(
    "introduction",
    [
        "# Example::",
        "# This is how the mixin is used:",
        "# Use it like this:",
        "# ```python",
        "# From 6.0 on, replace with:",
    ],
)
def test_an_introduced_example_in_a_live_file_is_documentation(introduction: str) -> None:
    example = f"{introduction}\n#\n#     def test_a(stack):\n#         assert stack\n"
    assert check_source(commented_out_test, f"def test_b():\n    assert f()\n\n{example}") == []
    assert (
        check_source(commented_out_test, example, path="tests/conftest.py", collected=False) == []
    )


def test_a_file_that_holds_nothing_but_a_commented_example_is_hollow() -> None:
    source = (
        "# example tests. To run these, uncomment this file:\n# def test_a():\n#     assert 1\n"
    )
    assert len(check_source(commented_out_test, source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "# def test_a(x):\ndef test_a(x, y):\n    assert x\n",
        "class TestA:\n    # def test_old(self):\n    def test_new(self):\n        assert f()\n",
        "# TODO: write this one\n# def test_a(self):\n\ndef test_b():\n    assert f()\n",
        "# def test_a(self):\n# PSI-BLAST, handle later\n",
    ],
)
def test_a_lone_header_is_an_old_signature_or_a_note(source: str) -> None:
    assert check_source(commented_out_test, source) == []


def test_an_older_version_with_a_body_is_a_commented_out_test() -> None:
    source = "# def test_a(x):\n#     assert x.b\ndef test_a(x):\n    assert x.c\n"
    assert [offence.tests for offence in check_source(commented_out_test, source)] == [("test_a",)]


@pytest.mark.parametrize(
    "source",
    [
        "# def test_a():\n# def test_b():\n",
        "# def test_a():\n#     pass\n",
        '# def test_a():\n#     """It refuses make(-1)."""\n#     ...  # call make() here\n',
        '# def test_a(self):\n#     # assert make(-1)\n#     raise NotImplementedError("later")\n',
        "# def test_a():\n#     pytest.skip('later')\n",
        "# def test_a():\n#     for i in ids:\n#         print(i)\n#     raise DefinitionError\n",
        "# def test_a():\n#     print 'python 2', ids\n",
        "# class TestA:\n#     def test_a(self):\n#         self.fail('to be written')\n",
    ],
)
def test_what_neither_asserts_nor_calls_anything_is_less_than_certain(source: str) -> None:
    [offence] = check_source(commented_out_test, source)
    assert offence.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "body",
    [
        "assert x.y",
        "make(1)",
        "print(make(1))",
        "self.assertRaises(ValueError, make)",
        "with x: raise ValueError(make())",
        "yield check, 1",
        "print('one')\n#     run()",
        "print('one')\n#       x = (\n#   assert y",
    ],
)
def test_what_asserts_or_calls_something_is_a_test(body: str) -> None:
    [offence] = check_source(commented_out_test, f"# def test_a():\n#     {body}\n")
    assert offence.confidence is Confidence.CERTAIN


def test_live_code_separates_blocks() -> None:
    source = "# def test_a(): x\nlive = 1\n# def test_b(): y\n"
    assert [o.tests for o in check_source(commented_out_test, source)] == [("test_a",), ("test_b",)]


def test_classes_are_named_each_and_functions_between_them_together() -> None:
    source = (
        "# class TestA:\n#   def test_a(self): x\n\n# class TestB:\n#   def test_b(self): x\n\n"
        "# def test_c(): x\n# def test_d(): x\n"
    )
    offences = check_source(commented_out_test, source)
    assert [(o.symbol, o.span.line, o.tests) for o in offences] == [
        ("TestA", 1, ("test_a",)),
        ("TestB", 4, ("test_b",)),
        ("test_c", 7, ("test_c", "test_d")),
    ]


def test_a_class_that_inherits_its_tests_is_lost_with_them() -> None:
    base = "class Base:\n    def test_a(self):\n        assert self.x\n\n"
    [offence] = check_source(commented_out_test, f"{base}# class TestB(Base):\n#     x = 1\n")
    assert (offence.symbol, offence.tests, offence.confidence) == ("TestB", (), Confidence.CERTAIN)
    [offence] = check_source(commented_out_test, "# class TestB(Unknown):\n#     x = 1\n")
    assert offence.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('"""\nimport os\n\ndef test_a():\n    assert 1\n"""\n', 1),
        ("\"\"\"Docs.\"\"\"\n\n'''\nFails\ndef test_a():\n    assert 1\n'''\n", 3),
        ('class TestX:\n    x = 1\n    """\n    def test_a(self):\n        assert 1\n    """\n', 3),
    ],
)
def test_tests_in_a_string_that_nobody_uses_are_found(source: str, line: int) -> None:
    [offence] = check_source(commented_out_test, source)
    assert (offence.span.line, offence.tests) == (line, ("test_a",))
    assert "in a string" in offence.message


def test_the_names_that_pytest_is_told_to_collect_count() -> None:
    conventions = Conventions(python_functions=("should_*",), python_classes=("Describe",))
    source = (
        "# class DescribeA:\n#     def should_b(self): x\n# def should_c(): x\n# def test_d(): x\n"
    )
    offences = check_source(commented_out_test, source, conventions=conventions)
    assert [offence.tests for offence in offences] == [("should_b",), ("should_c",)]
