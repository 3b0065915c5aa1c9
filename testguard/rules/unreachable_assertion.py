"""TG116."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.assertions import Assertion
from testguard.suite.flow import RaisesBlock, blocks, cannot_raise, ends
from testguard.suite.leads import leads_in
from testguard.suite.module import name_of
from testguard.suite.scopes import within
from testguard.suite.unused_functions import unused_functions
from testguard.syntax import Node, find, span

_ENDINGS = {
    word: regex(rf"{word}\b") for word in ("return", "raise", "continue", "break", "fail", "exit")
}
BROAD = frozenset({"Exception", "BaseException", "AssertionError"})


@rule("TG116", Severity.ERROR)
def unreachable_assertion(suite: Suite) -> Iterator[Offence]:
    """An assertion that no run of the test reaches proves nothing.

    It stands after ``return``, ``raise`` or ``pytest.fail``; behind the call that raises, inside
    the raises-block; or in a nested function that nobody calls. Inside ``raises(Exception)`` such
    an assertion is worse than dead: should it run, its own failure satisfies the block.

    Bad::

        import pytest

        def test_refuses_an_unknown_region():
            with pytest.raises(ValueError) as error:
                make_stack(region="mars-1")
                assert "mars-1" in str(error.value)

    Good::

        import pytest

        def test_refuses_an_unknown_region():
            with pytest.raises(ValueError) as error:
                make_stack(region="mars-1")
            assert "mars-1" in str(error.value)
    """
    endings = [ending for word, ending in _ENDINGS.items() if word in suite.module.text]
    for case in suite.cases:
        if any(ending.search(case.text) for ending in endings):
            yield from _after_the_end(suite, case)
        yield from _behind_the_raise(suite, case)
        yield from _never_called(case)


def _after_the_end(suite: Suite, case: Case) -> Iterator[Offence]:
    for statements in blocks(case.function):
        end = next((i for i, node in enumerate(statements[:-1]) if ends(case.module, node)), None)
        if end is None:
            continue
        dead = _first_within(suite, case, statements[end + 1 :])
        if dead is not None:
            yield _offence(case, dead, f"stands after `{_first_line(statements[end])}`")


def _first_within(suite: Suite, case: Case, statements: list[Node]) -> Node | None:
    asserting = [item.node for item in suite.assertions_of(case)]
    return next(
        (node for node in asserting if any(within(node, other) for other in statements)), None
    )


def _behind_the_raise(suite: Suite, case: Case) -> Iterator[Offence]:
    for block in suite.raises_blocks(case):
        if "AssertionError" in block.exceptions or len(block.statements) == 1:
            continue
        items = suite.assertions_of(case)
        for position, statement in enumerate(block.statements):
            if all(cannot_raise(node) for node in block.statements[:position]):
                continue
            if not all(_quiet(node, items) for node in block.statements[position:]):
                continue
            if _asserts_itself(statement, items):
                confidence = _behind(block, statement)
                reason = f"stands behind the call that has to raise in `{_first_line(block.call)}`"
                yield _offence(case, statement, reason, confidence)


def _quiet(statement: Node, items: tuple[Assertion, ...]) -> bool:
    return cannot_raise(statement) or _asserts_itself(statement, items)


def _asserts_itself(statement: Node, items: tuple[Assertion, ...]) -> bool:
    if statement.kind() == "assert_statement":
        return statement.text() not in ("assert False", "assert 0")
    value = statement.child(0) if statement.kind() == "expression_statement" else None
    return any(item.node == value and item.direct and item.kind in _METHODS for item in items)


_METHODS = frozenset({"unittest", "mock"})


def _behind(block: RaisesBlock, statement: Node) -> Confidence:
    broad = not block.matched and any(name in BROAD for name in block.exceptions)
    compares = statement.kind() != "assert_statement" or find(statement, "comparison_operator")
    if (broad and compares) or statement != block.statements[-1]:
        return Confidence.CERTAIN
    may_raise = find(statement, "call", "subscript", "attribute", "await", "binary_operator")
    return Confidence.LIKELY if may_raise else Confidence.CERTAIN


def _never_called(case: Case) -> Iterator[Offence]:
    for function in unused_functions(case.function) if case.may_nest else ():
        dead = next((lead.node for lead in leads_in(case.module, function) if lead.kind), None)
        if dead is not None:
            yield _offence(case, dead, f"is inside `{name_of(function)}`, which nothing calls")


def _first_line(node: Node) -> str:
    return node.text().partition("\n")[0]


def _offence(
    case: Case, node: Node, reason: str, confidence: Confidence = Confidence.CERTAIN
) -> Offence:
    return Offence(
        span(node),
        f"this assertion of {case.symbol} is never reached: it {reason}",
        "move it to where it runs, and see it fail once",
        case.symbol,
        (case.name,),
        confidence,
    )
