from __future__ import annotations

import pytest

from testguard.plugin import Confidence
from testguard.rules.mocked_subject import mocked_subject
from testguard.testing import check_examples, check_source

HEAD = "from unittest import mock\nfrom unittest.mock import patch\nimport app\n"


def test_examples() -> None:
    check_examples(mocked_subject)


@pytest.mark.parametrize(
    "test",
    [
        (
            "@patch('lib.stack.Stack')\ndef test_x(Stack):\n    stack = Stack.return_value\n"
            "    stack.vpc = mock.Mock()\n    assert stack.vpc is not None\n"
        ),
        (
            "def test_x():\n    with patch('lib.stack.Stack') as Stack:\n        s = Stack('a')\n  "
            "      assert s.name\n"
        ),
        (
            "def test_x(mocker):\n    build = mocker.patch('lib.stack.build')\n    build(1)\n   "
            " build.assert_called_once_with(1)\n"
        ),
        (
            "@mock.patch('lib.stack.Stack')\n@mock.patch('lib.stack.boto3')\ndef test_x(boto3,"
            " Stack):\n    assert Stack().ok\n"
        ),
        (
            "class TestX:\n    @patch('lib.stack.Stack')\n    def test_x(self, Stack):\n       "
            " Stack.return_value.a = 1\n        assert Stack().a == 1\n"
        ),
    ],
)
def test_a_test_that_calls_only_its_mock_is_found(test: str) -> None:
    [offence] = check_source(mocked_subject, HEAD + test)
    assert (offence.tests, offence.confidence) == (("test_x",), Confidence.LIKELY)


@pytest.mark.parametrize(
    "test",
    [
        (
            "def test_x():\n    with patch('lib.stack.boto3') as boto3:\n        app.build()\n     "
            "   boto3.client.assert_called()\n"
        ),
        (
            "def test_x():\n    with patch('lib.stack.Stack') as Stack:\n       "
            " app.build(Stack('a'))\n        Stack.assert_called()\n"
        ),
        (
            "def test_x():\n    with patch('lib.stack.Stack', FakeStack) as Stack:\n        assert"
            " Stack('a').name\n"
        ),
        (
            "def test_x():\n    with patch('lib.stack.Stack', wraps=app.Stack) as Stack:\n       "
            " assert Stack('a').name\n"
        ),
        (
            "def test_x():\n    with patch('lib.stack.Stack') as Stack:\n        import"
            " lib.program\n        assert Stack('a').name\n"
        ),
        "def test_x(stack):\n    with patch('lib.stack.Stack') as Stack:\n        Stack('a')\n",
        "@patch('lib.stack.boto3')\ndef test_x(boto3):\n    assert app.stack() is boto3()\n",
        "def test_x():\n    s = app.Stack()\n    assert s.name\n",
    ],
)
def test_a_test_that_runs_real_code_is_left_alone(test: str) -> None:
    assert check_source(mocked_subject, HEAD + test) == []


@pytest.mark.parametrize(
    "body",
    [
        "M().first.return_value = None\n    self.assertRaises(ValueError, app.get, 1)",
        "backend = M()\n    assert self.backend.connection is None",
        "M.return_value.a = 1\n    self.build()\n    assert M.return_value.a == 1",
        "M('a')\n    found = self.channel.client\n    M.assert_not_called()",
    ],
)
def test_real_code_may_run_by_a_callback_or_a_property(body: str) -> None:
    source = (
        f"{HEAD}class TestX:\n  @patch('lib.stack.query')\n  def test_x(self, M):\n    {body}\n"
    )
    assert check_source(mocked_subject, source) == []


def test_a_fixture_may_run_the_real_code() -> None:
    source = (
        "@patch('lib.stack.zones')\ndef test_x(zones, stack):\n    assert zones.return_value.a\n"
    )
    assert check_source(mocked_subject, HEAD + source) == []
