from __future__ import annotations

from collections.abc import Iterator

import pytest

from testguard.inspection.attempt import attempt
from testguard.plugin import Offence, Suite, rule
from testguard.syntax import span
from testguard.testing import make_suite


@rule("XX007")
def sound(suite: Suite) -> Iterator[Offence]:
    """One offence."""
    yield Offence(span(suite.root), "here")


@rule("XX008")
def fails_late(suite: Suite) -> Iterator[Offence]:
    """One offence, then none to come."""
    yield Offence(span(suite.root), "here")
    raise ValueError("late")


@rule("XX009")
def stops(suite: Suite) -> Iterator[Offence]:
    """Asks the process to end."""
    raise KeyboardInterrupt


def test_offences_are_given() -> None:
    offences = attempt(sound, make_suite("x = 1\n"))
    assert isinstance(offences, list)
    assert [offence.message for offence in offences] == ["here"]


def test_a_crash_is_given_as_its_exception() -> None:
    error = attempt(fails_late, make_suite("x = 1\n"))
    assert isinstance(error, ValueError)


def test_who_wants_to_stop_is_let_go() -> None:
    with pytest.raises(KeyboardInterrupt):
        attempt(stops, make_suite("x = 1\n"))
