"""TG104."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.commented_assertions import commented_assertions
from testguard.suite.intent import (
    answers_a_decorator,
    harmless_calls_only,
    meant_not_to_raise,
    no_test_at_all,
)
from testguard.suite.outputs import nested_runtime_tests
from testguard.suite.scopes import own_nodes
from testguard.suite.unevaluated import unevaluated
from testguard.suite.unused_functions import unused_functions
from testguard.syntax import Node, find, named

CONSTANTS = frozenset({"ellipsis", "string", "none", "true", "false", "integer"})


@rule("TG104", Severity.ERROR)
def assertion_free_test(suite: Suite) -> Iterator[Offence]:
    """A test that asserts nothing passes for any stack that can be built.

    Helpers are followed through the repository: functions, methods, fixtures, callbacks,
    decorators. A test that may assert by a route that cannot be read is not reported. A test that
    says it only wants no exception is reported as possible.

    Bad::

        from aws_cdk import App
        from aws_cdk.assertions import Template

        def test_stack_synthesizes():
            Template.from_stack(TapStack(App(), "tap"))

    Good::

        from aws_cdk import App
        from aws_cdk.assertions import Template

        def test_stack_has_an_encrypted_bucket():
            template = Template.from_stack(TapStack(App(), "tap"))
            template.resource_count_is("AWS::S3::Bucket", 1)
    """
    for case in suite.cases:
        if case.plainly_asserts or suite.spelled_out(case):
            continue
        found = suite.examine(case)
        if found.assertions or found.doubts or _other_rules_business(case):
            continue
        yield Offence(
            case.header,
            f"{case.symbol} asserts nothing: it passes whatever it builds or calls",
            "assert what the stack has to contain, or say in `assertion-helpers` what asserts here",
            case.symbol,
            (case.name,),
            _confidence(suite, case, unread=bool(found.unread)),
        )


def _confidence(suite: Suite, case: Case, *, unread: bool) -> Confidence:
    if meant_not_to_raise(case):
        return Confidence.POSSIBLE
    doubtful = unread or not suite.meant_to_run or answers_a_decorator(case)
    if doubtful or not harmless_calls_only(case):
        return Confidence.LIKELY
    return Confidence.CERTAIN


def _other_rules_business(case: Case) -> bool:
    return (
        all(_does_nothing(statement) for statement in case.body)
        or no_test_at_all(case)
        or _never_runs(case)
        or bool(own_nodes(case.function, "yield"))
        or any(unevaluated(case))
        or any(nested_runtime_tests(case, called=False))
        or bool(commented_assertions(case))
        or any(find(node, "assert_statement") for node in unused_functions(case.function))
    )


def _does_nothing(statement: Node) -> bool:
    if statement.kind() == "pass_statement":
        return True
    if statement.kind() not in ("expression_statement", "return_statement"):
        return False
    return all(value.kind() in CONSTANTS for value in named(statement))


def _never_runs(case: Case) -> bool:
    marks = [case.module.qualify(_callee(node)) for node in case.decorators]
    if any(mark in ("pytest.mark.skip", "unittest.skip", "abc.abstractmethod") for mark in marks):
        return True
    calls = [node for statement in case.body for node in named(statement) if node.kind() == "call"]
    names = [case.module.qualify(call.field("function")) for call in calls]
    return any("skip" in name.lower() for name in names)


def _callee(decorator: Node) -> Node | None:
    return decorator.field("function") if decorator.kind() == "call" else decorator
