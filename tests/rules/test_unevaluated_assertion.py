from __future__ import annotations

import pytest

from testguard.rules.unevaluated_assertion import unevaluated_assertion
from testguard.suite.unevaluated import MOCK_ASSERTIONS, resembled
from testguard.testing import check_examples, check_source

HEAD = "import pytest\nfrom unittest import mock\n"


def reported(body: str, head: str = "def test_a():") -> list[str]:
    source = f"{HEAD}{head}\n    {body}\n"
    return [offence.message for offence in check_source(unevaluated_assertion, source)]


def test_examples() -> None:
    check_examples(unevaluated_assertion)


@pytest.mark.parametrize(
    "body",
    [
        "stack.name == 'tap'",
        "'tap' in names",
        "for x in rows:\n        len(x) == 6",
        "return stack.name == 'tap'",
        "put.assert_called_once",
        "self.assertTrue",
        "put.asseert_called_with(1)",
        "put.assesrt_not_called()",
        "put.assert_called_once_whit(1)",
        "put.called_once_with(1)",
        "assert put.called_once_with(1)",
        "assert put.called_once",
        "assert put.not_called()",
        "put.has_calls([1])",
    ],
)
def test_what_checks_nothing_is_reported(body: str) -> None:
    assert len(reported(body)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "assert stack.name == 'tap'",
        "same = stack.name == 'tap'",
        "with pytest.raises(TypeError):\n        stack == 1",
        "try:\n        stack == 1\n    except TypeError:\n        pass",
        "put.assert_called_once()",
        "put.assert_called_once_with_retries(1)",
        "assert put.called",
        "assert put.call_count == 1",
        "def same(a):\n        return a == 1\n    assert same(1)",
        "run(lambda a: a == 1)",
        "self.assertion_count",
        "stack.name",
    ],
)
def test_what_checks_or_is_no_check_is_left_alone(body: str) -> None:
    assert reported(body) == []


def test_a_coroutine_that_asserts_has_to_be_awaited() -> None:
    check = "async def check(v):\n    assert v\n"
    assert reported("check(1)", f"{check}async def test_a():")
    assert not reported("await check(1)", f"{check}async def test_a():")
    assert not reported("check(1)", f"@sync\n{check}async def test_a():")
    assert not reported("check(1)", "def check(v):\n    assert v\nasync def test_a():")


def test_an_order_comparison_may_be_there_for_its_operator() -> None:
    [offence] = check_source(unevaluated_assertion, "def test_a():\n    a < b\n")
    assert offence.confidence == "likely"


def test_a_decorator_may_use_what_a_test_returns() -> None:
    assert reported("return a == b", "@pytest.mark.slow\ndef test_a():")
    assert not reported("return a == b", "@collects\ndef test_a():")


@pytest.mark.parametrize("name", MOCK_ASSERTIONS)
def test_a_mock_assertion_does_not_resemble_another(name: str) -> None:
    assert resembled(name) == ""
    assert resembled(name.replace("assert", "asseert")) == name


def test_a_callback_that_answers_with_a_comparison_is_no_test() -> None:
    source = "def test_name_ok(value):\n    return value == 'ok'\nTESTS = {'ok': test_name_ok}\n"
    assert not check_source(unevaluated_assertion, source)
