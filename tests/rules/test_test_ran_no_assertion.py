from __future__ import annotations

import pytest
from msgspec.structs import replace

from testguard.model.evidence import SuiteRun
from testguard.model.finding import Confidence, Offence
from testguard.rules.test_ran_no_assertion import test_ran_no_assertion as subject
from testguard.testing import make_suite

PATH = "tests/test_example.py"


def offences(source: str, passed: set[str], asserting: set[str] = frozenset()) -> list[Offence]:  # type: ignore[assignment]
    run = SuiteRun(PATH, "", frozenset(passed), frozenset(asserting))
    return list(subject.check(replace(make_suite(source), run=run)))


def test_a_passed_test_without_an_assertion_that_ran_is_found() -> None:
    [found] = offences("def test_x():\n    build()\n", {"test_x"})
    assert (found.symbol, found.confidence, found.span.line) == ("test_x", Confidence.CERTAIN, 1)


def test_a_method_is_found_by_its_symbol() -> None:
    [found] = offences("class TestX:\n    def test_y(self):\n        build()\n", {"TestX.test_y"})
    assert found.symbol == "TestX.test_y"


@pytest.mark.parametrize(
    ("passed", "asserting"), [(set(), set()), ({"test_x"}, {"test_x"}), ({"test_other"}, set())]
)
def test_a_test_that_did_not_pass_or_did_assert_is_left_alone(
    passed: set[str], asserting: set[str]
) -> None:
    assert offences("def test_x():\n    build()\n", passed, asserting) == []


def test_a_helper_that_asserts_out_of_sight_makes_it_only_possible() -> None:
    source = "from acme import assert_sound\n\ndef test_x():\n    y = assert_sound(build())\n"
    [found] = offences(source, {"test_x"})
    assert found.confidence is Confidence.POSSIBLE


def test_nothing_is_said_where_nothing_ran() -> None:
    assert list(subject.check(make_suite("def test_x():\n    build()\n"))) == []
