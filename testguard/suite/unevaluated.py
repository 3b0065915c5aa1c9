"""Expressions that look like assertions and check nothing."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct

from testguard.model.finding import Confidence
from testguard.suite.cases import Case
from testguard.suite.module import Module, decorators_of, is_async
from testguard.suite.scopes import nested_definitions, own_nodes
from testguard.syntax import Node, named

MOCK_ASSERTIONS = (
    "assert_called",
    "assert_called_once",
    "assert_called_with",
    "assert_called_once_with",
    "assert_any_call",
    "assert_has_calls",
    "assert_not_called",
    "assert_awaited",
    "assert_awaited_once",
    "assert_awaited_with",
    "assert_awaited_once_with",
    "assert_any_await",
    "assert_has_awaits",
    "assert_not_awaited",
)
BARE_FORMS = frozenset(name.removeprefix("assert_") for name in MOCK_ASSERTIONS)
MISSING_FORMS = BARE_FORMS - {"called", "awaited", "any_call"}
_STATEMENTS = ("expression_statement", "return_statement", "assert_statement")
_EVALUATED = frozenset({"with_statement", "try_statement"})
_SURE_OPERATORS = frozenset({"==", "!=", "in", "not in", "is", "is not"})


class Unevaluated(Struct, frozen=True):
    """A place where something looks checked and is not, and why it is not."""

    node: Node
    reason: str
    confidence: Confidence = Confidence.CERTAIN


def unevaluated(case: Case) -> Iterator[Unevaluated]:
    """Every such place in ``case`` itself, in document order."""
    for kind, statement in case.own_by_kind:
        value = next(iter(named(statement)), None) if kind in _STATEMENTS else None
        if value is None:
            continue
        match kind:
            case "assert_statement":
                yield from _asserted(case, statement, value)
            case "return_statement":
                yield from _returned(case, statement, value)
            case _:
                yield from _statement(case, statement, value)


def _statement(case: Case, statement: Node, value: Node) -> Iterator[Unevaluated]:
    kind = value.kind()
    if kind == "comparison_operator":
        yield from _comparison(case, statement, value)
    elif kind == "attribute" and _asserting_attribute(value):
        yield Unevaluated(value, "is named and not called")
    elif kind == "call":
        yield from _misspelt(case.module, value)
        if _unawaited(case, value):
            yield Unevaluated(value, "is a coroutine that nobody awaits")


def _comparison(case: Case, statement: Node, value: Node) -> Iterator[Unevaluated]:
    if _evaluated_on_purpose(case, statement):
        return
    operators = {child.text() for child in value.children() if not child.is_named()}
    sure = bool(operators) and operators <= _SURE_OPERATORS
    confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
    yield Unevaluated(value, "is a comparison whose result is thrown away", confidence)


def _evaluated_on_purpose(case: Case, statement: Node) -> bool:
    for above in statement.ancestors():
        if above == case.function:
            return False
        if above.kind() in _EVALUATED:
            return True
    return False


def _asserting_attribute(value: Node) -> bool:
    attribute = value.field("attribute")
    receiver = value.field("object")
    name = attribute.text() if attribute else ""
    if name in MOCK_ASSERTIONS:
        return True
    own = receiver is not None and receiver.text() == "self"
    return own and name.startswith("assert") and name[6:7].isupper()


def _misspelt(module: Module, call: Node) -> Iterator[Unevaluated]:
    name = _method(call)
    if name in MISSING_FORMS and _mocks(module):
        yield Unevaluated(call, f"calls `{name}`, which on a mock is no assertion: assert_{name}")
        return
    meant = resembled(name)
    if meant:
        yield Unevaluated(call, f"calls `{name}`, which on a mock is no assertion: {meant}")


@lru_cache(maxsize=4096)
def resembled(name: str) -> str:
    """The mock assertion that ``name`` misspells, or ""."""
    if name in MOCK_ASSERTIONS or not name.startswith("as") or "_" not in name:
        return ""
    ratios = {known: SequenceMatcher(None, name, known).ratio() for known in MOCK_ASSERTIONS}
    best = max(ratios, key=lambda known: ratios[known])
    return best if ratios[best] > 0.9 and abs(len(best) - len(name)) <= 2 else ""  # noqa: PLR2004


def _asserted(case: Case, statement: Node, condition: Node) -> Iterator[Unevaluated]:
    kind = condition.kind()
    if kind not in ("call", "attribute"):
        return
    called = kind == "call"
    name = _method(condition) if called else _attribute(condition)
    if name in (BARE_FORMS if called else MISSING_FORMS) - {"any_call"} and _mocks(case.module):
        reason = f"is true for every mock, because `{name}` is no assertion: assert_{name}"
        yield Unevaluated(statement, reason)


def _method(call: Node) -> str:
    callee = call.field("function")
    return _attribute(callee) if callee is not None else ""


def _attribute(node: Node) -> str:
    attribute = node.field("attribute") if node.kind() == "attribute" else None
    return attribute.text() if attribute else ""


def _mocks(module: Module) -> bool:
    return "mock" in module.text.lower()


def _returned(case: Case, statement: Node, value: Node) -> Iterator[Unevaluated]:
    if value.kind() == "comparison_operator" and all(
        _harmless(case.module, decorator) for decorator in case.decorators
    ):
        yield Unevaluated(statement, "returns a comparison, which the test runner ignores")


def _harmless(module: Module, decorator: Node) -> bool:
    callee = decorator.field("function") if decorator.kind() == "call" else decorator
    name = module.qualify(callee)
    return name.startswith(
        ("pytest.mark.", "unittest.mock.", "mock.", "pulumi.runtime.test", "moto.")
    )


def _unawaited(case: Case, call: Node) -> bool:
    callee = call.field("function") if case.is_async else None
    if callee is None:
        return False
    text = callee.text()
    name = text.removeprefix("self.")
    scope = case.group.node if text.startswith("self.") and case.group else case.function
    found = nested_definitions(scope).get(name)
    if found is None and name == text:
        found = case.module.definitions.get(name)
    if found is None or found.kind() != "function_definition":
        return _unawaited_expectation(case.module, callee)
    return (
        is_async(found) and not decorators_of(found) and bool(own_nodes(found, "assert_statement"))
    )


def _unawaited_expectation(module: Module, callee: Node) -> bool:
    receiver = callee.field("object") if callee.kind() == "attribute" else None
    inner = receiver.field("function") if receiver and receiver.kind() == "call" else None
    return inner is not None and module.qualify(inner) == "playwright.async_api.expect"
