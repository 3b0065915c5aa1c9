from __future__ import annotations

import signal
import threading
import time

import pytest

from testguard.plugin.time_limit import TimeUp, time_limit, uninterrupted

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs alarms")


class Deaf:
    """Python ignores what is raised while this is finalised."""

    def __del__(self) -> None:
        time.sleep(0.2)


def spin() -> None:
    while True:
        pass


def spin_without(things: list[Deaf]) -> None:
    things.clear()
    spin()


def test_a_loop_is_stopped_and_the_alarm_put_back() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TimeUp), time_limit(0.05):
        spin()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_what_ends_in_time_is_left_alone() -> None:
    with time_limit(30):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_alarm_that_python_ignored_rings_again() -> None:
    deaf = [Deaf()]
    with pytest.raises(TimeUp), time_limit(0.05):
        spin_without(deaf)


def ask(answers: list[str]) -> None:
    with uninterrupted():
        with uninterrupted():
            time.sleep(0.2)
        answers.append("inner")
        time.sleep(0.05)
        answers.append("outer")
    answers.append("the alarm was lost")


def test_what_must_not_be_torn_apart_is_done_first() -> None:
    done = threading.Event()
    listener = threading.Thread(target=done.wait, daemon=True)  # takes the signal in our place
    listener.start()
    answers: list[str] = []
    with pytest.raises(TimeUp), time_limit(0.05):
        ask(answers)
    done.set()
    assert answers == ["inner", "outer"]


def test_an_alarm_that_waited_is_not_kept_for_the_next_limit() -> None:
    with pytest.raises(ZeroDivisionError), time_limit(0.05):
        raise ZeroDivisionError
    with time_limit(30), uninterrupted():
        pass
