"""TG501."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.assertion_calls import Kind

SEEN = frozenset({Kind.STATEMENT, Kind.RAISES, Kind.WARNS, Kind.UNITTEST, Kind.MOCK, Kind.TEMPLATE})


@rule("TG501", Severity.ERROR)
def test_ran_no_assertion(suite: Suite) -> Iterator[Offence]:
    """A test that passed and ran no assertion on the way shows that nothing crashed.

    This is seen while tests run, by ``pytest --testguard``: no passed run of the test executed an
    ``assert``, a raises-block that caught what it expects, or a method of unittest, of a mock or of
    ``aws_cdk.assertions``. Where a helper that cannot be watched may have asserted, the finding is
    only possible.
    """
    if suite.run is None:
        return
    for case in suite.cases:
        if case.symbol in suite.run.passed - suite.run.asserting:
            yield Offence(
                case.header,
                f"{case.symbol} passed, and no assertion ran",
                "assert something about what was built",
                case.symbol,
                (case.name,),
                _confidence(suite, case),
            )


def _confidence(suite: Suite, case: Case) -> Confidence:
    assertions = suite.assertions_of(case)
    seen = all(each.direct and each.kind in SEEN for each in assertions)
    return Confidence.CERTAIN if seen else Confidence.POSSIBLE
