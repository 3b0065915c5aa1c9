from __future__ import annotations

import pytest

from testguard.rules.unreachable_assertion import unreachable_assertion
from testguard.testing import check_examples, check_source

RAISES = "with pytest.raises(Exception):\n        "


def confidences(body: str) -> list[str]:
    source = f"import os, pytest\ndef test_a():\n    {body}\n"
    return [str(offence.confidence) for offence in check_source(unreachable_assertion, source)]


def test_examples() -> None:
    check_examples(unreachable_assertion)


@pytest.mark.parametrize(
    "body",
    [
        "return\n    assert x",
        "raise ValueError\n    assert x",
        "pytest.fail('no')\n    assert x",
        "for x in y:\n        continue\n        assert x",
        "if a:\n        return\n        assert x\n    assert y",
        "return\n    with pytest.raises(ValueError):\n        make()",
        "def check():\n        assert x",
        "async def check():\n        assert x",
        f"{RAISES}import app\n        assert os.environ['A'] == 'b'",
        f"{RAISES}make()\n        self.assertEqual(1, 2)",
        f"{RAISES}make()\n        put.assert_called_once()",
        "with pytest.raises(KeyError):\n        make()\n        assert a == b",
    ],
)
def test_what_no_run_reaches_is_certain(body: str) -> None:
    assert confidences(body) == ["certain"]


def test_each_dead_assertion_of_a_block_is_reported() -> None:
    assert confidences(f"{RAISES}import app\n        assert a\n        assert b") == ["certain"] * 2


def test_an_assertion_that_may_itself_raise_what_is_expected_is_likely_dead() -> None:
    body = "with pytest.raises(KeyError):\n        settings = load()\n        assert settings['x']"
    assert confidences(body) == ["likely"]
    assert confidences(f"{RAISES}timer = Timer()\n        assert timer.millis") == ["likely"]


@pytest.mark.parametrize(
    "body",
    [
        "assert x\n    return",
        "if a:\n        return\n    assert x",
        "pytest.skip('later')\n    assert x",
        "raise unittest.SkipTest('later')\n    assert x",
        f"{RAISES}make()\n    assert x",
        f"{RAISES}region = 'mars-1'\n        assert os.environ[region]",
        f"{RAISES}first = connect()\n        assert first\n        connect()",
        f"{RAISES}make()\n        assert False",
        "with pytest.raises(AssertionError):\n        make()\n        assert x",
        "with pytest.warns(UserWarning):\n        make()\n        assert x",
        "def check():\n        assert x\n    check()",
        "def check():\n        assert x\n    run({'check': check})",
        "@app.route('/')\n    def check():\n        assert x",
        "def check():\n        assert x\n    return check",
        "def check():\n        assert x\n    locals()['check']()",
        "def check():\n        return 1",
    ],
)
def test_what_may_run_is_left_alone(body: str) -> None:
    assert confidences(body) == []


def test_the_finding_points_at_the_assertion() -> None:
    [offence] = check_source(
        unreachable_assertion, "def test_a():\n    return\n    make()\n    assert x\n"
    )
    assert (offence.span.line, offence.span.column, offence.symbol) == (4, 5, "test_a")
