"""EXP001."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.plugin import Offence, Severity, Suite, rule
from testguard.syntax import find, span


@rule("EXP001", Severity.WARNING, origin="testguard-example")
def sleeping_test(suite: Suite) -> Iterator[Offence]:
    """A test that sleeps is slow on every run and still fails on a slow day.

    Bad::

        import time

        def test_replica_catches_up(replica):
            time.sleep(30)
            assert replica.lag == 0

    Good::

        def test_replica_catches_up(replica, wait_until):
            wait_until(lambda: replica.lag == 0)
            assert replica.lag == 0
    """
    for case in suite.cases:
        for call in find(case.function, "call"):
            if suite.module.qualify(call.field("function")) == "time.sleep":
                yield Offence(
                    span(call),
                    f"{case.symbol} sleeps for a fixed time",
                    "wait for the condition instead",
                    case.symbol,
                    (case.name,),
                )
