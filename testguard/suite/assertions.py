"""What a test asserts, by every route that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import TestCase

from msgspec import Struct

from testguard.patterns import regex
from testguard.suite.assertion_calls import Kind, names_an_assertion
from testguard.suite.cases import Case
from testguard.suite.fixture_answers import FixtureReader
from testguard.suite.followed_helpers import HelperReader
from testguard.suite.helper_names import Answer
from testguard.suite.leads import Lead, leads_in, leads_of
from testguard.suite.lookup import Lookup
from testguard.suite.module import decorators_of
from testguard.syntax import Node, dotted, named

__all__ = ["Assertion", "CaseReader", "Examination", "Kind"]

Route = tuple[Node, Kind, Answer, bool]
UNITTEST_METHODS = frozenset(name for name in dir(TestCase) if name.startswith("assert"))
TEARDOWNS = (
    "tearDown",
    "asyncTearDown",
    "tearDownClass",
    "teardown_method",
    "teardown_class",
    "teardown",
)
_JUDGING_DECORATOR = regex(
    r"mpl_image_compare|image_comparison|check_figures_equal|benchmark|xfail|expectedFailure"
    r"|garbage|leak|^respx\.mock|filterwarnings\(\s*['\"]error|timeout|^pytest\.mark\.assert"
)
_MOCK = regex(
    r"\.assert_(called|any_call|has_calls|not_called|awaited|any_await|has_awaits|not_awaited)"
)
_UNITTEST = regex(r"(self|cls)\.assert([A-Z_]|$)")


class Assertion(Struct, frozen=True):
    """One place of a test that asserts.

    ``direct``: the test spells it out at ``node``. Otherwise ``node`` is where the test calls,
    passes or requests what asserts, or the test's name where that runs unasked.
    """

    node: Node
    kind: Kind
    direct: bool = True


class Examination(Struct, frozen=True):
    """Everything a test does that asserts, that may assert, and that could not be read."""

    assertions: tuple[Assertion, ...]
    doubts: tuple[Node, ...]
    unread: tuple[Node, ...]


class CaseReader:
    """Reads the cases of one suite; what it follows is read once."""

    def __init__(self, lookup: Lookup, patterns: tuple[str, ...] = ()) -> None:
        self._lookup = lookup
        self._helpers = HelperReader(lookup, patterns)
        self._fixtures = FixtureReader(self._helpers)
        self._read: dict[int, Examination] = {}
        self._spelled: dict[int, tuple[Assertion, ...]] = {}

    def examine(self, case: Case) -> Examination:
        """Everything ``case`` does that bears on whether it asserts."""
        key = case.function.range().start.index
        if key not in self._read:
            self._read[key] = self._examine(case)
        return self._read[key]

    def spelled_out(self, case: Case) -> tuple[Assertion, ...]:
        """The assertions of ``case`` that its own text tells; nothing is followed."""
        key = case.function.range().start.index
        if key not in self._spelled:
            self._spelled[key] = tuple(_spelled_out(case))
        return self._spelled[key]

    def _examine(self, case: Case) -> Examination:
        routes = list(self._routes(case))
        return Examination(
            tuple(
                Assertion(node, kind, direct)
                for node, kind, answer, direct in routes
                if answer is Answer.ASSERTS
            ),
            tuple(node for node, _, answer, _ in routes if answer is Answer.DOUBT),
            tuple(node for node, _, answer, _ in routes if answer is Answer.UNREAD),
        )

    def _routes(self, case: Case) -> Iterator[Route]:
        yield from self._scope(case, case.function)
        for node in case.own("raise_statement"):
            if named(node) and not node.text().startswith("raise AssertionError"):
                yield node, Kind.STATEMENT, Answer.ASSERTS, True
        for decorator in _decorators(case):
            yield from self._decorator(case, decorator)
        yield from self._fixtures.around(case)
        yield from self._teardowns(case)

    def _scope(self, case: Case, scope: Node) -> Iterator[Route]:
        answers: dict[tuple[str, bool], Answer] = {}
        for lead in leads_in(case.module, scope):
            key = (lead.name, lead.called)
            if lead.kind is not None or key not in answers:
                answers[key] = self._helpers.follow(lead, case.module, scope, whole=True)
            answer = answers[key]
            if answer is not Answer.SILENT:
                kind = lead.kind or self._kind(case, lead)
                yield _place(lead), kind, answer, kind is not Kind.HELPER

    def _kind(self, case: Case, lead: Lead) -> Kind:
        name = lead.name
        if not (lead.called and names_an_assertion(name)):
            return Kind.HELPER
        if _UNITTEST.match(name):
            owner = case.group and self._lookup.method(
                (case.module, case.group.node), name.partition(".")[2]
            )
            return Kind.HELPER if owner else Kind.UNITTEST
        if _MOCK.search(f".{name}"):
            return Kind.MOCK
        return Kind.HELPER if self._helpers.readable(name, case.module) else Kind.OTHER

    def _decorator(self, case: Case, decorator: Node) -> Iterator[Route]:
        if _JUDGING_DECORATOR.search(decorator.text()):
            yield decorator, Kind.OTHER, Answer.DOUBT, False
        for node, kind, answer, _ in self._scope(case, decorator):
            yield node, kind, answer, False
        bare = decorator.field("function") if decorator.kind() == "call" else decorator
        if bare is not None and bare == decorator:
            lead = Lead(decorator, None, dotted(decorator), called=True)
            yield decorator, Kind.HELPER, self._helpers.follow(lead, case.module, decorator), False

    def _teardowns(self, case: Case) -> Iterator[Route]:
        if case.group is None:
            return
        for name in TEARDOWNS:
            found = self._lookup.method((case.module, case.group.node), name)
            answer = self._helpers.answer(found) if found else Answer.SILENT
            if answer >= Answer.DOUBT:
                yield _name(case), Kind.FIXTURE, answer, False


def _spelled_out(case: Case) -> Iterator[Assertion]:
    nodes = case.own("assert_statement", "raise_statement", "call")
    for lead in leads_of(case.module, nodes):
        if lead.kind is not None:
            yield Assertion(lead.node, lead.kind)
    for call in case.own("call") if "assert" in case.text else ():
        callee = call.field("function")
        name = callee.text() if callee is not None and callee.kind() == "attribute" else ""
        if "assert_" in name and _MOCK.search(name):
            yield Assertion(call, Kind.MOCK)
        elif case.unittest and name.removeprefix("self.") in UNITTEST_METHODS:
            yield Assertion(call, Kind.UNITTEST)


def _decorators(case: Case) -> Iterator[Node]:
    yield from case.decorators
    group = case.group
    while group is not None:
        yield from decorators_of(group.node)
        group = group.outer


def _place(lead: Lead) -> Node:
    call = lead.node.parent() if lead.called else None
    return call or lead.node


def _name(case: Case) -> Node:
    return case.function.field("name") or case.function
