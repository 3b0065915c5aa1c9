from __future__ import annotations

import pytest

from testguard.plugin import Confidence
from testguard.rules.constant_assertion import constant_assertion
from testguard.testing import check_examples, check_source


def test_examples() -> None:
    check_examples(constant_assertion)


@pytest.mark.parametrize(
    "condition",
    [
        "True",
        "1",
        '"text"',
        'f"message {x}"',
        '("a" "b")',
        '(x == 1, "message")',
        "[x]",
        "not False",
        "not None",
        "x or True",
        '"\\0" not in x or "why"',
        "len(x) >= 0",
        "0 <= len(x.items)",
        "len(x) > -1",
        "1 == 1",
        '"a" in "abc"',
        "x is x",
        '"text" is not None',
        "isinstance(x, object)",
        "lambda: x",
        "(item for item in x)",
        "True  # reached",
        'True, "message"',
    ],
)
def test_a_condition_that_is_always_true_is_found(condition: str) -> None:
    [offence] = check_source(constant_assertion, f"def test_x(x):\n    assert {condition}\n")
    assert (offence.span.line, offence.confidence) == (2, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "condition",
    [
        "False",
        "None",
        'f"{x}"',
        "x",
        "[*x]",
        "{**x}",
        "[item for item in x]",
        "()",
        "x == y",
        "x != x",
        "len(x) >= 1",
        "len(x) == 0",
        "f() == f()",
        "x.part is x.part",
        "x and True",
        "x is not None",
        "x.json",
        "1 == 2",
        "0 <= x",
        "not x",
        "isinstance(x, Thing)",
        "1 < x < 3",
    ],
)
def test_a_condition_that_may_fail_is_left_alone(condition: str) -> None:
    assert check_source(constant_assertion, f"def test_x(x):\n    assert {condition}\n") == []


@pytest.mark.parametrize(
    "call",
    [
        "self.assertTrue(True)",
        'self.assertTrue("expected", actual)',
        "self.assertFalse(None)",
        "self.assertEqual(1, 1)",
        'self.assertEqual("a", "a", "message")',
        "self.assertIsNone(None)",
        "self.assertIsNotNone(5)",
        "self.assertGreaterEqual(len(found), 0)",
        "self.assertIsInstance(found, object)",
    ],
)
def test_unittest_methods_are_understood(call: str) -> None:
    source = (
        f"import unittest\nclass T(unittest.TestCase):\n    def test_x(self):\n        {call}\n"
    )
    assert len(check_source(constant_assertion, source)) == 1


@pytest.mark.parametrize(
    "call",
    [
        "self.assertTrue(found)",
        "self.assertFalse(True)",
        "self.assertEqual(1, found)",
        "self.assertIsNone(found)",
        "self.assertGreaterEqual(len(found), 1)",
        "self.assertIs(found.part, found.part)",
        "self.assertEqual(make(), make())",
        "other.assertTrue(True)",
    ],
)
def test_unittest_methods_that_may_fail_are_left_alone(call: str) -> None:
    source = (
        f"import unittest\nclass T(unittest.TestCase):\n    def test_x(self):\n        {call}\n"
    )
    assert check_source(constant_assertion, source) == []


@pytest.mark.parametrize(
    "condition", ["x == x", "x.state == x.state", 'x["a"] == x["a"]', "x <= x"]
)
def test_one_expression_on_both_sides_is_likely_a_slip(condition: str) -> None:
    [offence] = check_source(constant_assertion, f"def test_state(x):\n    assert {condition}\n")
    assert offence.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "source",
    [
        "def test_equality(x):\n    assert x == x\n",
        "def test_hashable(x):\n    assert x == x\n",
        "class TestEq:\n    def test_self(self, x):\n        assert x == x\n",
        "def test_key(x, y):\n    assert x == x\n    assert x != y\n",
        "def test_key(x, y):\n    assert x == x\n    assert hash(x) == hash(y)\n",
    ],
)
def test_where_equality_itself_is_tested_nothing_is_said(source: str) -> None:
    assert check_source(constant_assertion, source) == []


def test_a_function_that_is_named_and_not_called_is_always_true() -> None:
    source = "def is_ready(): return False\n\ndef test_x():\n    assert is_ready\n"
    [offence] = check_source(constant_assertion, source)
    assert offence.span.line == 4


@pytest.mark.parametrize(
    "source",
    [
        "@wrap\ndef is_ready(): ...\ndef test_x():\n    assert is_ready\n",
        "def is_ready(): ...\ndef test_x(is_ready):\n    assert is_ready\n",
        "from app import is_ready\ndef test_x():\n    assert is_ready\n",
    ],
)
def test_a_name_that_may_be_something_else_is_left_alone(source: str) -> None:
    assert check_source(constant_assertion, source) == []


def test_nested_and_async_tests_are_read() -> None:
    source = (
        "async def test_x(r):\n    with r:\n        def check(v):\n            assert True\n       "
        " r(check)\n"
    )
    assert len(check_source(constant_assertion, source)) == 1


def test_an_assertion_outside_a_test_is_left_alone() -> None:
    assert check_source(constant_assertion, "def helper():\n    assert True\n") == []


@pytest.mark.parametrize(
    "body",
    [
        "try:\n        f()\n        assert False\n    except KeyError:\n        assert True",
        "try:\n        f()\n        assert 1 == 2\n    except KeyError:\n        assert 1 == 1",
        "if f():\n        assert True\n    else:\n        pytest.fail('no')",
        (
            "try:\n        f()\n    except KeyError:\n        raise AssertionError('no')\n   "
            " assert True"
        ),
    ],
)
def test_the_mark_of_a_good_branch_is_not_certain(body: str) -> None:
    [offence] = check_source(constant_assertion, f"import pytest\ndef test_x():\n    {body}\n")
    assert offence.confidence is Confidence.LIKELY
