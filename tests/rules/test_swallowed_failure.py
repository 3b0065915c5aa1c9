from __future__ import annotations

import pytest

from testguard.rules.swallowed_failure import swallowed_failure
from testguard.testing import check_examples, check_source


def test_examples() -> None:
    check_examples(swallowed_failure)


def indent(text: str, depth: int) -> str:
    return "".join(f"{'    ' * depth}{line}\n" for line in text.splitlines())


def trying(body: str, handler: str, *, caught: str = "Exception", after: str = "") -> str:
    return (
        f"import pytest, logging\ndef test_x(self, m):\n    try:\n{indent(body, 2)}    except"
        f" {caught}:\n{indent(handler, 2)}{indent(after, 1)}"
    )


@pytest.mark.parametrize(
    "caught",
    [
        "Exception",
        "BaseException",
        "AssertionError",
        "(ValueError, AssertionError)",
        "Exception as e",
    ],
)
def test_every_handler_that_catches_a_failed_assertion_counts(caught: str) -> None:
    [offence] = check_source(swallowed_failure, trying("assert f()", "pass", caught=caught))
    assert (offence.span.line, offence.symbol) == (5, "test_x")


def test_a_bare_except_catches_everything() -> None:
    source = "def test_x():\n    try:\n        assert f()\n    except:\n        pass\n"
    assert check_source(swallowed_failure, source)


@pytest.mark.parametrize(
    "handler",
    [
        "pass",
        "...",
        "print(e)",
        "logging.info('no')",
        "return",
        "return None",
        "print(1)\npass",
        "if x:\n    print(1)",
        "'ignored'",
    ],
)
def test_a_handler_that_only_talks_swallows(handler: str) -> None:
    assert len(check_source(swallowed_failure, trying("assert f()", handler))) == 1


@pytest.mark.parametrize(
    "body",
    [
        "self.assertEqual(f(), 1)",
        "self.fail('no')",
        "m.assert_called_once()",
        "raise AssertionError('no')",
        "with f() as r:\n    assert r",
        "f()\nassert False, 'should have raised'",
    ],
)
def test_every_way_to_assert_counts(body: str) -> None:
    assert len(check_source(swallowed_failure, trying(body, "pass"))) == 1


@pytest.mark.parametrize(
    ("body", "handler"),
    [
        ("f()", "pass"),
        ("assert f()", "raise"),
        ("assert f()", "pytest.fail('no')"),
        ("assert f()", "self.fail('no')"),
        ("assert f()", "assert m.ok"),
        ("assert f()", "errors.append(1)"),
        ("assert f()", "failed = True"),
        ("assert f()", "pytest.skip('offline')"),
        ("assert f()", "if offline:\n    print(1)\nelse:\n    raise"),
        ("def g():\n    assert f()\ng", "pass"),
        ("with pytest.raises(ValueError):\n    f()", "pass"),
        ("pytest.fail('no')", "pass"),
    ],
)
def test_a_handler_that_concludes_or_catches_no_failure_is_left_alone(
    body: str, handler: str
) -> None:
    assert check_source(swallowed_failure, trying(body, handler)) == []


@pytest.mark.parametrize("caught", ["ValueError", "(KeyError, OSError)", "errors.NotFound"])
def test_a_narrow_handler_is_left_alone(caught: str) -> None:
    assert check_source(swallowed_failure, trying("assert f()", "pass", caught=caught)) == []


def test_a_failed_raises_block_is_swallowed_by_a_handler_of_everything() -> None:
    source = trying("with pytest.raises(ValueError):\n    f()", "pass", caught="BaseException")
    assert len(check_source(swallowed_failure, source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        trying("assert f()", "pass", caught="AssertionError:\n        raise\n    except Exception"),
        trying("m.assert_called()", "pass", caught="AssertionError").rstrip()
        + "\n    else:\n        raise Exception('called')\n",
        trying("m.assert_called()", "return", after="raise Exception('called')"),
        trying("assert f()\nok = True", "pass", after="assert ok"),
    ],
)
def test_a_test_that_concludes_after_the_block_is_left_alone(source: str) -> None:
    assert check_source(swallowed_failure, source) == []


def test_waiting_in_a_loop_is_left_alone() -> None:
    source = (
        "import time\ndef test_x():\n    while True:\n        try:\n            assert f()\n       "
        "     break\n        except AssertionError:\n            time.sleep(1)\n"
    )
    assert check_source(swallowed_failure, source) == []


def test_a_predicate_that_is_handed_on_is_left_alone() -> None:
    source = (
        "def test_x():\n    def ready():\n        try:\n            assert f()\n            return"
        " True\n        except AssertionError:\n            return False\n    wait_until(ready)\n"
    )
    assert check_source(swallowed_failure, source) == []


@pytest.mark.parametrize(
    ("error", "found"), [("AssertionError", 1), ("Exception", 1), ("KeyError", 0)]
)
def test_suppress_is_understood(error: str, found: int) -> None:
    source = (
        f"from contextlib import suppress\ndef test_x():\n    with suppress({error}):\n       "
        " assert f()\n"
    )
    assert len(check_source(swallowed_failure, source)) == found


def test_a_flag_of_a_thread_is_left_alone() -> None:
    source = (
        "def test_x():\n    class Worker(Thread):\n        def run(self):\n            try:\n      "
        "          assert f()\n                self.error = False\n            except:\n           "
        "     print(1)\n    assert not run(Worker()).error\n"
    )
    assert check_source(swallowed_failure, source) == []


def test_an_assertion_method_that_is_itself_under_test_is_left_alone() -> None:
    source = trying("self.assertPageIsEditable(page)", "pass", caught="self.failureException")
    assert check_source(swallowed_failure, source) == []
