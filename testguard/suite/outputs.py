"""Assertions inside ``Output.apply`` that the test never waits for.

Measured with pulumi 3.90 and 3.272: ``@pulumi.runtime.test`` awaits the Output a test returns,
and since 3.112.0 every outstanding one; without the decorator nothing is awaited, and a returned
Output is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from testguard.model.finding import Confidence
from testguard.suite.assertions import Assertion
from testguard.suite.cases import Case
from testguard.suite.fixtures import conftests
from testguard.suite.flow import called
from testguard.suite.leads import leads_in
from testguard.suite.library import Library
from testguard.suite.module import Module, decorators_of
from testguard.suite.scopes import own_nodes, within
from testguard.suite.unused_functions import unused_functions
from testguard.syntax import Node, find

AWAITS_OUTSTANDING = (3, 112)
_RUNTIME_TEST = frozenset({"pulumi.runtime.test", "pulumi.runtime.mocks.test"})
_HARMLESS = (
    "pytest.mark.",
    "unittest.mock.patch",
    "mock.patch",
    "unittest.skip",
    "freezegun.",
    "moto.",
)
_WAITS = frozenset({
    "future", "await", "run_until_complete", "gather", "wait_for", "sync_await", "wait_for_rpcs",
    "run_pulumi_func", "rpc_manager", "RPC_MANAGER", "run_coroutine_threadsafe", "is_known",
    "_sync_await", "_sync_oneoff", "ensure_future",
})  # fmt: skip


class Unawaited(Struct, frozen=True):
    """An ``apply`` call, or a nested test, whose assertions cannot fail the test."""

    node: Node
    reason: str
    confidence: Confidence = Confidence.CERTAIN


def uses_pulumi(module: Module, library: Library) -> bool:
    """Whether a test module, or a conftest that pytest loads for it, imports pulumi."""
    return any(
        entry.module.partition(".")[0].startswith("pulumi")
        for home in (module, *conftests(module, library))
        if "pulumi" in home.text
        for entry in home.imports.entries
    )


def unawaited(
    case: Case,
    assertions_of: Callable[[Case], tuple[Assertion, ...]],
    pinned: tuple[int, ...] | None,
) -> Iterator[Unawaited]:
    """The unawaited assertions of ``case``; ``pinned`` is the newest pulumi allowed, if any."""
    old = pinned is not None and pinned < AWAITS_OUTSTANDING
    for function in nested_runtime_tests(case, called=False):
        yield Unawaited(function.field("name") or function, "is defined and never called")
    for function in nested_runtime_tests(case, called=True) if old else ():
        reason = "is called inside the test, where the pinned pulumi does not wait for it"
        yield Unawaited(function.field("name") or function, reason)
    if _waits(case) or case.is_async:
        return
    decorator = case.decorated_with(*_RUNTIME_TEST)
    if decorator is None and not all(_harmless(case, node) for node in case.decorators):
        return
    if decorator is not None and not old:
        return
    for call in _asserting_applies(case, assertions_of):
        reason = _reason(call, decorated=decorator is not None)
        if reason:
            yield Unawaited(call, reason)


def _reason(call: Node, *, decorated: bool) -> str:
    statement = _statement(call)
    if statement.kind() == "return_statement":
        return "" if decorated else "returns an Output, and without the decorator nobody awaits it"
    if called(statement) != call:
        return ""
    if decorated:
        return "is not returned, and the pinned pulumi awaits only what is returned"
    return "is not awaited: without the decorator the test is over before it runs"


def _asserting_applies(
    case: Case, assertions_of: Callable[[Case], tuple[Assertion, ...]]
) -> Iterator[Node]:
    for call in own_nodes(case.function, "call"):
        callee, arguments = call.field("function"), call.field("arguments")
        attribute = callee.field("attribute") if callee and callee.kind() == "attribute" else None
        if attribute is None or arguments is None or attribute.text() != "apply":
            continue
        if any(within(item.node, arguments) for item in assertions_of(case)):
            yield call


def nested_runtime_tests(case: Case, *, called: bool) -> Iterator[Node]:
    """The functions inside a test that are decorated as Pulumi tests and assert."""
    nested = own_nodes(case.function, "function_definition")
    unused = set(unused_functions(case.function, decorated=True)) if nested else set()
    for function in nested:
        runs = any(case.module.qualify(node) in _RUNTIME_TEST for node in decorators_of(function))
        asserts = any(lead.kind for lead in leads_in(case.module, function))
        if runs and asserts and called == (function not in unused):
            yield function


def _waits(case: Case) -> bool:
    names = {node.text() for node in find(case.function, "identifier")}
    if _WAITS & names or find(case.function, "await"):
        return True
    return "asyncio" in names and "run" in names


def _harmless(case: Case, decorator: Node) -> bool:
    callee = decorator.field("function") if decorator.kind() == "call" else decorator
    return case.module.qualify(callee).startswith(_HARMLESS)


def _statement(call: Node) -> Node:
    parent = call.parent()
    while parent is not None and parent.kind() in ("await", "parenthesized_expression"):
        parent = parent.parent()
    return parent or call
