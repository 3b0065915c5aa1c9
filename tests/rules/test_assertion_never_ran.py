from __future__ import annotations

import pytest
from msgspec.structs import replace

from testguard.model.evidence import SuiteRun
from testguard.model.finding import Confidence, Offence
from testguard.rules.assertion_never_ran import assertion_never_ran
from testguard.testing import make_suite

PATH = "tests/test_example.py"


def offences(source: str, executed: set[int], passed: str = "test_x") -> list[Offence]:
    run = SuiteRun(PATH, "", frozenset({passed}), frozenset(), frozenset(executed))
    return list(assertion_never_ran.check(replace(make_suite(source), run=run)))


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("for item in build():\n        assert item", 3),
        ("def check(value):\n        assert value\n    build().apply(check)", 3),
        ("return\n    assert build()", 3),
        ("for item in build():\n        mock.assert_called_once_with(item)", 3),
    ],
)
def test_an_assertion_that_no_passed_run_executed_is_found(body: str, line: int) -> None:
    [found] = offences(f"def test_x():\n    {body}\n", {99})
    assert (found.span.line, found.confidence) == (line, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "body",
    [
        "if linux():\n        assert build()",
        "try:\n        build()\n    except E:\n        assert True is x",
    ],
)
def test_an_assertion_in_a_branch_is_only_likely_to_be_idle(body: str) -> None:
    assert {found.confidence for found in offences(f"def test_x():\n    {body}\n", set())} == {
        Confidence.LIKELY
    }


@pytest.mark.parametrize(
    ("source", "executed", "passed"),
    [
        ("def test_x():\n    assert build()\n", {2}, "test_x"),
        ("def test_x():\n    assert build()\n", set(), "test_y"),
        ("def test_x():\n    y = assert_sound(build())\n", set(), "test_x"),
        ("def test_x():\n    pytest.fail('never')\n", set(), "test_x"),
        ("def test_x():\n    assert False\n", set(), "test_x"),
        (
            "def test_x():\n    self.assertEqual(\n        1,\n        build(),\n    )\n",
            {2},
            "test_x",
        ),
    ],
)
def test_what_ran_or_cannot_be_watched_is_left_alone(
    source: str, executed: set[int], passed: str
) -> None:
    assert offences(source, executed, passed) == []


def test_nothing_is_said_where_nothing_ran() -> None:
    assert list(assertion_never_ran.check(make_suite("def test_x():\n    assert y\n"))) == []
