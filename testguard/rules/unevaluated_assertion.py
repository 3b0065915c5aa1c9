"""TG115."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.plugin import Offence, Severity, Suite, rule
from testguard.suite.intent import no_test_at_all
from testguard.suite.unevaluated import unevaluated
from testguard.syntax import span


@rule("TG115", Severity.ERROR)
def unevaluated_assertion(suite: Suite) -> Iterator[Offence]:
    """What looks like an assertion and checks nothing: the test passes either way.

    A comparison that stands alone or is returned, an assert method that is named and not called, a
    coroutine that asserts and is not awaited, an assertion that a mock does not know: a mock
    answers any other name with another mock, which is true.

    Bad::

        def test_alarm_notifies(mocker):
            notify = mocker.patch("handler.notify")
            handler.on_alarm()
            notify.assert_called_once

    Good::

        def test_alarm_notifies(mocker):
            notify = mocker.patch("handler.notify")
            handler.on_alarm()
            notify.assert_called_once()
    """
    for case in suite.cases:
        for found in () if no_test_at_all(case) else unevaluated(case):
            excerpt = found.node.text().partition("\n")[0]
            yield Offence(
                span(found.node),
                f"`{excerpt}` in {case.symbol} {found.reason}",
                "assert it, call it or await it, and see it fail once",
                case.symbol,
                (case.name,),
                suite.at_most(found.confidence),
            )
