"""TG502."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.watched_calls import is_watched
from testguard.syntax import Node, find, span

FAILURES = frozenset({"assert False", "assert 0"})
BRANCHES = frozenset({
    "if_statement", "elif_clause", "else_clause", "except_clause", "case_clause",
    "conditional_expression",
})  # fmt: skip


@rule("TG502", Severity.ERROR)
def assertion_never_ran(suite: Suite) -> Iterator[Offence]:
    """An assertion that no passed run of its test executed proves nothing.

    This is seen while tests run, by ``pytest --testguard``: the assertion stands in an
    ``Output.apply`` that was never awaited, in a loop over nothing, behind a ``return``. Under an
    ``if`` or an ``except`` it may be meant for another platform, so there the finding is only
    likely.
    """
    if suite.run is None:
        return
    for case in suite.cases:
        if case.symbol not in suite.run.passed:
            continue
        for assertion in find(case.function, "assert_statement", "call"):
            if _idle(assertion, suite):
                yield Offence(
                    span(assertion),
                    f"this assertion of {case.symbol} never ran, and the test passed",
                    "make sure that it runs: return or await the output, fill the loop",
                    case.symbol,
                    (case.name,),
                    _confidence(assertion, case),
                )


def _idle(node: Node, suite: Suite) -> bool:
    statement = _statement(node)
    if statement is None or suite.run is None:
        return False
    return statement.range().start.line + 1 not in suite.run.executed


def _statement(node: Node) -> Node | None:
    """The statement that a probe stands before, or None where none does."""
    if node.kind() == "assert_statement":
        return None if node.text() in FAILURES else node
    callee = node.field("function") if node.kind() == "call" else None
    name = callee.text().rpartition(".")[2] if callee is not None else ""
    parent = node.parent()
    if parent is not None and parent.kind() == "await":
        parent = parent.parent()
    watched = parent is not None and parent.kind() == "expression_statement" and _must_run(name)
    return parent if watched else None


def _must_run(name: str) -> bool:
    """Whether a call asserts by running; one that fails by running had better not."""
    return is_watched(name) and not name.startswith("fail")


def _confidence(node: Node, case: Case) -> Confidence:
    for ancestor in node.ancestors():
        if ancestor == case.function:
            break
        if ancestor.kind() in BRANCHES:
            return Confidence.LIKELY
    return Confidence.CERTAIN
