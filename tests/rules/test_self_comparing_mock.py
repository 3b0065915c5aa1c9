from __future__ import annotations

import pytest

from testguard.rules.self_comparing_mock import self_comparing_mock
from testguard.testing import check_examples, check_source

HEAD = "from unittest.mock import Mock, MagicMock, patch\n"


def test_examples() -> None:
    check_examples(self_comparing_mock)


@pytest.mark.parametrize(
    "body",
    [
        "m = Mock()\nm.return_value = 5\nassert m() == 5",
        "m = Mock()\nm.return_value = 5\nassert m.return_value == 5",
        "m = Mock(return_value=5)\nassert m('any') == 5",
        "m = MagicMock()\nm.a.b.return_value = x\nassert x == m.a.b()",
        "m = Mock()\nm.region = 'eu-west-1'\nassert m.region == 'eu-west-1'",
        "m = Mock(region='eu-west-1')\nassert m.region == 'eu-west-1'",
        "m = Mock()\nm.a = 1\nm.b = 2\nassert m.b == 2",
        "m = Mock()\nm.a = 1\nself.assertEqual(m.a, 1)",
        "m = Mock()\nm.a.return_value = 5\nresult = m.a(1)\nassert result == 5",
        "m = Mock()\nm.a.return_value = x\nresult = m.a(1)\nself.assertEqual(result, x)",
        "with patch('a.B') as m:\n    m.return_value = 5\n    assert m() == 5",
    ],
)
def test_an_assertion_about_what_the_mock_was_told_is_found(body: str) -> None:
    source = (
        HEAD + "def test_x(self, x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    )
    assert len(check_source(self_comparing_mock, source)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "m = Mock()\nm.return_value = 5\nassert m() == 6",
        "m = Mock()\nm.return_value = 5\nassert run(m) == 5",
        (
            "m = Mock()\nm.a.return_value = 5\nresult = m.a(1)\nresult = run(result)\nassert result"
            " == 5"
        ),
        "m = Mock()\nm.a.return_value = 5\nresult = run(m)\nassert result == 5",
        "m = Mock()\nm.a = 1\nrun(m)\nassert m.a == 1",
        "m = Mock()\nm.a = 1\nm.reset_mock()\nassert m.a == 1",
        "m = Mock()\nassert m.a == 1",
        "m = Mock()\nrun(m)\nm.a = 1\nassert m.b == 1",
        "m = Thing()\nm.a = 1\nassert m.a == 1",
        "m = Mock()\nm.side_effect = [1, 2]\nassert m() == 1",
        "m = Mock()\nassert m.a == 1\nm.a = 1",
        "m = Mock()\nif x:\n    m.a = 1\nassert m.a == 1",
        "m = Mock()\nm.a = 1\nself.assertTrue(set_attr(m, 'a', 1))\nassert m.a == 1",
        "m = Mock()\nm.a = 1\nself.assertRaises(ValueError, run, m)\nassert m.a == 1",
        "m = Mock()\nm.a = 1\nassert run(m)\nassert m.a == 1",
        "m = Mock()\nm.return_value.a = 1\nassert run(m).a == 1",
    ],
)
def test_an_assertion_that_may_fail_is_left_alone(body: str) -> None:
    source = (
        HEAD + "def test_x(self, x):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    )
    assert check_source(self_comparing_mock, source) == []
