"""TG113."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.assertion_calls import Kind
from testguard.suite.assertions import Assertion
from testguard.suite.guards import Guard, asserting, guard_of
from testguard.suite.intent import no_test_at_all
from testguard.suite.scopes import within
from testguard.syntax import span

_DENIAL = regex(r"\bnot\b|!=|\bassert(Not|False|IsNot)")
REASONS = {
    Guard.LOOP: "a loop over a result that may be empty",
    Guard.EMPTY_LOOP: "a loop over something empty",
    Guard.UNCERTAIN_LOOP: "a loop over something that may be empty",
    Guard.BRANCH: "a branch that may not be taken",
    Guard.EXCEPT: "an `except` that runs only when something raises",
}
CONFIDENCES = {
    Guard.LOOP: Confidence.LIKELY,
    Guard.EMPTY_LOOP: Confidence.CERTAIN,
    Guard.UNCERTAIN_LOOP: Confidence.POSSIBLE,
    Guard.BRANCH: Confidence.LIKELY,
    Guard.EXCEPT: Confidence.CERTAIN,
}


@rule("TG113", Severity.WARNING)
def vacuous_loop(suite: Suite) -> Iterator[Offence]:
    """All assertions stand inside a loop, a branch or an ``except`` that may never run.

    A stack without a single bucket passes a test that looks at each of its buckets. A test that
    asserts only about an exception passes when nothing raises.

    Bad::

        def test_refuses_an_unknown_region():
            try:
                make_stack(region="mars-1")
            except ValueError as error:
                assert "mars-1" in str(error)

    Good::

        def test_every_bucket_is_encrypted():
            buckets = template.find_resources("AWS::S3::Bucket")
            assert buckets
            for bucket in buckets.values():
                assert "BucketEncryption" in bucket["Properties"]
    """
    for case in suite.cases:
        if _surely_asserts(suite, case) or no_test_at_all(case):
            continue
        assertions = suite.assertions_of(case)
        if not assertions or suite.examine(case).doubts or _asserted_elsewhere(case, assertions):
            continue
        asserts = asserting(assertions)
        guards = [(item, guard_of(case, item, asserts)) for item in assertions]
        if all(guard is not Guard.NONE for _, guard in guards):
            yield _offence(case, *guards[0], negative=all(_denies(item) for item in assertions))


def _surely_asserts(suite: Suite, case: Case) -> bool:
    if case.plainly_asserts:
        return True
    spelled = suite.spelled_out(case)
    asserts = asserting(spelled)
    return any(guard_of(case, item, asserts) is Guard.NONE for item in spelled)


def _asserted_elsewhere(case: Case, assertions: tuple[Assertion, ...]) -> bool:
    body = case.function.field("body")
    return body is None or any(
        item.kind is Kind.FIXTURE or not within(item.node, body) for item in assertions
    )


def _denies(item: Assertion) -> bool:
    return _DENIAL.search(item.node.text()) is not None


def _offence(case: Case, item: Assertion, guard: Guard, *, negative: bool) -> Offence:
    expects_none = negative and guard is Guard.EXCEPT
    return Offence(
        span(item.node),
        f"{case.symbol} asserts only inside {REASONS[guard]}",
        "assert before it that there is something to look at, or use pytest.raises",
        case.symbol,
        (case.name,),
        Confidence.POSSIBLE if expects_none else CONFIDENCES[guard],
    )
