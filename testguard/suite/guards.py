"""What an assertion depends on to run at all: a loop, a branch or an exception."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from testguard.suite.assertion_calls import Kind
from testguard.suite.assertions import Assertion
from testguard.suite.cases import Case
from testguard.suite.fixtures import parameters
from testguard.suite.iterables import Emptiness, emptiness
from testguard.suite.scopes import DEFINITIONS, within
from testguard.syntax import Node, find, named

_REFUSALS = (
    "assert False", "assert 0", "assert not True", "self.fail", "self.assertTrue(False",
    "self.assertFalse(True",
)  # fmt: skip
_IMPORTS = frozenset({"import_statement", "import_from_statement", "comment", "pass_statement"})


class Guard(StrEnum):
    """Why an assertion may never run."""

    NONE = "none"
    LOOP = "loop"
    EMPTY_LOOP = "empty loop"
    UNCERTAIN_LOOP = "uncertain loop"
    BRANCH = "branch"
    EXCEPT = "except"


def guard_of(case: Case, item: Assertion, asserts: Callable[[Node], bool]) -> Guard:
    """The innermost thing that may keep ``item`` from running; `Guard.NONE` where it surely runs.

    ``asserts`` tells whether a block holds any assertion.
    """
    node, refuses = item.node, _refuses(item)
    if _kept_for_later(node):
        return Guard.NONE
    for above in item.node.ancestors():
        if above == case.function:
            return Guard.NONE
        if above.kind() in DEFINITIONS:
            return Guard.NONE
        guard = _guard(case, above, node, asserts)
        if guard is not Guard.NONE and not (refuses and guard in (Guard.BRANCH, Guard.EXCEPT)):
            return guard
        node = above
    return Guard.NONE


def _kept_for_later(node: Node) -> bool:
    """Whether it is a context manager that a variable holds until a ``with`` enters it."""
    parent = node.parent()
    return node.kind() == "call" and parent is not None and parent.kind() == "assignment"


def _refuses(item: Assertion) -> bool:
    if item.kind is Kind.FAIL or item.node.kind() == "raise_statement":
        return True
    return item.node.text().startswith(_REFUSALS)


def _guard(case: Case, above: Node, node: Node, asserts: Callable[[Node], bool]) -> Guard:
    kind = above.kind()
    if kind == "for_statement" and node == above.field("body"):
        return _loop_guard(case, above)
    if kind in ("list_comprehension", "generator_expression", "set_comprehension"):
        return Guard.NONE
    if kind == "if_statement":
        return _branch_guard(case, above, node, asserts)
    if kind == "except_clause":
        return _except_guard(above, asserts)
    return Guard.NONE


def _loop_guard(case: Case, loop: Node) -> Guard:
    iterable = loop.field("right")
    if iterable is None or any(part.kind() == "async" for part in loop.children()):
        return Guard.NONE
    return {
        Emptiness.FULL: Guard.NONE,
        Emptiness.EMPTY: Guard.EMPTY_LOOP,
        Emptiness.RESULT: Guard.LOOP,
        Emptiness.UNKNOWN: Guard.UNCERTAIN_LOOP,
    }[emptiness(case, iterable)]


def _branch_guard(case: Case, branch: Node, node: Node, asserts: Callable[[Node], bool]) -> Guard:
    if node == branch.field("condition") or _varies(case, branch):
        return Guard.NONE
    arms = [
        part for part in named(branch) if part.kind() in ("block", "elif_clause", "else_clause")
    ]
    closed = arms[-1].kind() == "else_clause" if arms else False
    return Guard.NONE if closed and all(asserts(arm) for arm in arms) else Guard.BRANCH


def _varies(case: Case, branch: Node) -> bool:
    condition = branch.field("condition")
    names = {node.text() for node in find(condition, "identifier")} if condition else set()
    return bool(names.intersection(parameters(case.function)) - {"self"})


def _except_guard(clause: Node, asserts: Callable[[Node], bool]) -> Guard:
    attempt = clause.parent()
    if attempt is not None and any(_endless(loop) for loop in find(attempt, "while_statement")):
        return Guard.NONE
    others = (
        [part for part in named(attempt) if part.kind() in ("block", "else_clause")]
        if attempt
        else []
    )
    if any(asserts(part) for part in others):
        return Guard.NONE
    optional = bool(others) and _only_imports(others[0]) and _catches_a_missing_module(clause)
    return Guard.BRANCH if optional else Guard.EXCEPT


def _only_imports(block: Node) -> bool:
    return all(statement.kind() in _IMPORTS for statement in named(block))


def _catches_a_missing_module(clause: Node) -> bool:
    return clause.text().partition(":")[0].split()[1:2] in (
        ["ImportError"],
        ["ModuleNotFoundError"],
    )


def _endless(loop: Node) -> bool:
    condition = loop.field("condition")
    return condition is not None and condition.text() in ("True", "1")


def asserting(assertions: tuple[Assertion, ...]) -> Callable[[Node], bool]:
    """Whether a block holds one of ``assertions``."""
    return lambda block: any(within(item.node, block) for item in assertions)
