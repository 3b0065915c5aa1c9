from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable

import pytest

from testguard.model.mutant import Verdict
from testguard.mutation.forking import Child, fork, memory
from testguard.mutation.messages import Outcome


def forked(work: Callable[[Child], None], seconds: float = 20.0) -> Outcome:
    found = fork(seconds)
    if isinstance(found, Child):
        try:
            work(found)
        finally:
            os._exit(9)
    return found


def test_a_child_tells_what_it_found_however_much_it_is() -> None:
    tests = tuple(f"tests/test_a.py::test_{number}" for number in range(20_000))
    outcome = forked(lambda child: child.tell(Outcome(Verdict.SURVIVED, ran=tests)))
    assert (outcome.verdict, outcome.ran) == (Verdict.SURVIVED, tests)
    assert outcome.seconds > 0
    assert outcome.memory > 2**20


def test_the_time_on_a_processor_counts_what_the_kernel_did_too() -> None:
    def work(child: Child) -> None:
        while sum(os.times()[:2]) < 0.2:
            os.getloadavg()
        child.tell(Outcome(Verdict.SURVIVED))

    assert forked(work).cpu >= 0.2


def test_memory_is_told_in_bytes() -> None:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    before = memory()
    most = max(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit
    assert before <= most <= memory()


def test_a_child_whose_time_is_up_is_killed() -> None:
    started = time.monotonic()
    outcome = forked(lambda _: signal.pause(), seconds=0.2)
    assert outcome.verdict is Verdict.TIMEOUT
    assert "0.2 s" in outcome.message
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("end", "how"),
    [
        (lambda _: os._exit(4), "exit code 4"),
        (lambda _: os.kill(os.getpid(), signal.SIGKILL), "signal 9"),
        (lambda child: os.write(child.write, b'{"verdict": "kil'), "exit code 9"),
    ],
)
def test_a_child_that_ends_without_a_word_is_an_error(
    end: Callable[[Child], None], how: str
) -> None:
    outcome = forked(end)
    assert outcome.verdict is Verdict.ERROR
    assert how in outcome.message
