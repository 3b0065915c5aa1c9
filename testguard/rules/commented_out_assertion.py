"""TG119."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from testguard.model.source import Span
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.commented_assertions import (
    LIKE_AN_ASSERTION,
    CommentedAssertion,
    commented_assertions,
)


@rule("TG119", Severity.ERROR)
def commented_out_assertion(suite: Suite) -> Iterator[Offence]:
    """A live test whose assertions are commented out passes whatever the stack does.

    It still runs the stack and so counts as covering it, as the sample test of ``cdk init`` does.
    A commented-out assertion beside live ones is reported as possible.

    Bad::

        from aws_cdk import App, assertions

        def test_sqs_queue_created():
            template = assertions.Template.from_stack(TapStack(App(), "tap"))

        #     template.has_resource_properties("AWS::SQS::Queue", {
        #         "VisibilityTimeout": 300
        #     })

    Good::

        from aws_cdk import App, assertions

        def test_sqs_queue_created():
            template = assertions.Template.from_stack(TapStack(App(), "tap"))
            template.has_resource_properties("AWS::SQS::Queue", {"VisibilityTimeout": 300})
    """
    if not LIKE_AN_ASSERTION.search(suite.module.text):
        return
    for case in suite.cases:
        commented = commented_assertions(case)
        if commented:
            yield from _judge(suite, case, commented)


def _judge(suite: Suite, case: Case, commented: Sequence[CommentedAssertion]) -> Iterator[Offence]:
    found = suite.examine(case)
    if found.assertions or found.doubts:
        yield from (_left_out(case, together) for together in _adjacent(commented))
        return
    yield Offence(
        case.header,
        _all_commented(case, commented),
        "uncomment the assertions and make them pass, or delete the test",
        case.symbol,
        (case.name,),
        Confidence.LIKELY if found.unread else Confidence.CERTAIN,
    )


def _left_out(case: Case, together: Sequence[CommentedAssertion]) -> Offence:
    first, last = together[0].span, together[-1].span
    what = "an assertion" if len(together) == 1 else f"{len(together)} assertions"
    return Offence(
        Span(first.line, first.column, last.end_line, last.end_column),
        f"{case.symbol} has {what} commented out: {together[0].text}",
        "uncomment what is commented out and make it pass, or delete it",
        case.symbol,
        (case.name,),
        Confidence.POSSIBLE,
    )


def _adjacent(commented: Sequence[CommentedAssertion]) -> list[list[CommentedAssertion]]:
    """Assertions with no line between them, together."""
    runs: list[list[CommentedAssertion]] = []
    for assertion in commented:
        if runs and runs[-1][-1].span.end_line + 1 == assertion.span.line:
            runs[-1].append(assertion)
        else:
            runs.append([assertion])
    return runs


def _all_commented(case: Case, commented: Sequence[CommentedAssertion]) -> str:
    first = commented[0]
    if len(commented) == 1:
        return (
            f"{case.symbol} asserts nothing: its assertion in line {first.span.line} "
            f"is commented out ({first.text})"
        )
    return (
        f"{case.symbol} asserts nothing: its {len(commented)} assertions are commented out, "
        f"from line {first.span.line} on ({first.text})"
    )
