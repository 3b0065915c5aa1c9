"""TG110."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unittest import TestCase

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.assertion_calls import Kind, asserting_statement, call_kind
from testguard.suite.scopes import DEFINITIONS, enclosing_functions, own_nodes
from testguard.syntax import Node, dotted, find, named, span

EVERYTHING = frozenset({"", "BaseException"})
ASSERTION_ERRORS = frozenset({"AssertionError", "self.failureException"})
FAILURES = ASSERTION_ERRORS | EVERYTHING | {"Exception"}
_UNITTEST = regex(r"(self|cls)\.(assert\w+|fail\w*)")
_MOCK = regex(r"(\w+\.)+assert_(called|not_called|any_call|has_calls|awaited|not_awaited)\w*")
_TALK = regex(
    r"print|pprint(\.pprint)?|(self\.)?_?(log|logger|logging|LOG|LOGGER)\.\w+|warnings\.warn|"
    r"traceback\.(print_exc|format_exc|print_exception|print_stack)|sys\.(stdout|stderr)\.(write|flush)|"
    r"(time|asyncio)\.sleep|str|repr|type|format|len|(click|typer)\.echo"
)
_QUIET = frozenset({"pass_statement", "continue_statement", "break_statement", "comment"})
_LITERALS = frozenset({"string", "ellipsis", "concatenated_string"})
_CONCLUSIONS = ("assert_statement", "raise_statement")


@rule("TG110", Severity.ERROR, words=("except", "suppress"))
def swallowed_failure(suite: Suite) -> Iterator[Offence]:
    """A failing assertion that the test itself catches cannot fail the test.

    An assertion stands in a ``try`` whose handler catches ``AssertionError``, ``Exception`` or
    everything, and passes, prints or returns. A handler that raises, fails, asserts or keeps the
    error for later is fine, and so is a test that concludes after the ``try``.

    Bad::

        def test_bucket_is_encrypted():
            try:
                assert make_bucket().encrypted
            except Exception:
                pass

    Good::

        def test_bucket_is_encrypted():
            assert make_bucket().encrypted
    """
    for case in suite.cases:
        if "except" in case.text or "suppress" in case.text:
            for node, what in _swallowers(case):
                yield Offence(
                    span(node),
                    f"{case.symbol} swallows the failure of its own assertion ({what})",
                    "take the assertion out of the block, or catch only what you expect",
                    case.symbol,
                    (case.name,),
                    Confidence.CERTAIN if suite.file.collected else Confidence.LIKELY,
                )


def _swallowers(case: Case) -> Iterator[tuple[Node, str]]:
    for statement in find(case.function, "try_statement"):
        if _answers(case, statement):
            continue
        found = _swallowing_handler(case, statement)
        if found is not None and not _concluded(statement):
            yield found, " ".join(found.text().split(":")[0].split())
    for statement in find(case.function, "with_statement"):
        caught = _suppressed(case, statement)
        body = statement.field("body")
        if body is not None and caught and _asserts(case, body, caught):
            yield statement, f"suppress({', '.join(sorted(caught))})"


def _answers(case: Case, statement: Node) -> bool:
    """Whether it is a nested function that tells its caller how it went, by a value or a flag."""
    if enclosing_functions(statement)[:1] == [case.function]:
        return False
    return any(map(named, own_nodes(statement, "return_statement"))) or bool(
        own_nodes(statement, "assignment")
    )


def _swallowing_handler(case: Case, statement: Node) -> Node | None:
    body = statement.field("body")
    if body is None:
        return None
    for handler in statement.children():
        if handler.kind() != "except_clause":
            continue
        caught = _caught(case, handler) & FAILURES
        if caught <= ASSERTION_ERRORS and _tries_an_own_assertion(body):
            return None
        if caught and _asserts(case, body, caught):
            return handler if _is_quiet(handler) else None
    return None


def _tries_an_own_assertion(body: Node) -> bool:
    """Whether the block is one call of the project's own assertion method, which is under test."""
    statements = named(body)
    calls = find(body, "call")
    method = dotted(calls[0].field("function")).rpartition(".")[2] if calls else ""
    own = method.startswith("assert") and not hasattr(TestCase, method) and "_called" not in method
    return len(statements) == 1 and own


def _caught(case: Case, handler: Node) -> frozenset[str]:
    """The names of what a handler catches; "" for everything."""
    types = [node for node in named(handler) if node.kind() != "block"]
    if not types:
        return frozenset({""})
    first = types[0]
    if first.kind() == "as_pattern":
        first = named(first)[0]
    nodes = named(first) if first.kind() == "tuple" else [first]
    return frozenset(case.module.qualify(node) or "?" for node in nodes)


def _suppressed(case: Case, statement: Node) -> frozenset[str]:
    for call in find(statement, "call"):
        body, arguments = statement.field("body"), call.field("arguments")
        if body is None or call.range().start.index > body.range().start.index:
            break
        if case.module.qualify(call.field("function")) == "contextlib.suppress" and arguments:
            return frozenset(case.module.qualify(node) for node in named(arguments)) & FAILURES
    return frozenset()


def _asserts(case: Case, block: Node, caught: frozenset[str]) -> bool:
    """Whether ``block`` itself makes an assertion whose failure is among ``caught``."""
    everything = bool(caught & EVERYTHING)
    for node in own_nodes(block, "assert_statement", "raise_statement", "call"):
        if node.kind() != "call":
            if asserting_statement(case.module, node):
                return True
            continue
        name = dotted(node.field("function"))
        if _UNITTEST.fullmatch(name) or _MOCK.fullmatch(name):
            return True
        if everything and call_kind(case.module, node) in (Kind.RAISES, Kind.FAIL, Kind.WARNS):
            return True
    return False


def _is_quiet(handler: Node) -> bool:
    blocks = [node for node in handler.children() if node.kind() == "block"]
    return bool(blocks) and all(_says_nothing(node) for node in named(blocks[0]))


def _says_nothing(statement: Node) -> bool:
    kind = statement.kind()
    if kind in _QUIET:
        return True
    values = named(statement)
    if kind == "return_statement":
        return not values or values[0].kind() in ("none", "true", "false")
    if kind == "expression_statement" and values:
        return values[0].kind() in _LITERALS or _only_talks(values[0])
    if kind == "if_statement":
        return all(
            _says_nothing(inner) for block in find(statement, "block") for inner in named(block)
        )
    return False


def _only_talks(expression: Node) -> bool:
    if expression.kind() == "await":
        expression = named(expression)[0]
    if expression.kind() != "call":
        return False
    return _TALK.fullmatch(dotted(expression.field("function"))) is not None


def _concluded(statement: Node) -> bool:
    """Whether the test still decides: in an ``else``, after the ``try``, by a flag or a loop."""
    for clause in statement.children():
        if clause.kind() == "else_clause" and _concludes([clause]):
            return True
    leaves = _leaves(statement)
    following = _following(statement)
    if leaves and _concludes(following):
        return True
    loop = _loop_around(statement)
    if loop is not None and (leaves or loop.kind() == "while_statement"):
        return True
    return _sets_a_flag(statement, following)


def _concludes(nodes: Sequence[Node]) -> bool:
    return any(
        bool(find(node, *_CONCLUSIONS))
        or any(
            re.search(r"(^|\.)(fail|assert\w*)$", dotted(call.field("function")))
            for call in find(node, "call")
        )
        for node in nodes
    )


def _leaves(statement: Node) -> bool:
    """Whether passing, or catching, leaves by ``return``, ``break`` or ``continue``."""
    return bool(own_nodes(statement, "return_statement", "break_statement", "continue_statement"))


def _following(statement: Node) -> list[Node]:
    found: list[Node] = []
    for node in (statement, *statement.ancestors()):
        if node.kind() in DEFINITIONS:
            break
        found += [after for after in node.next_all() if after.is_named()]
    return found


def _loop_around(statement: Node) -> Node | None:
    for node in statement.ancestors():
        if node.kind() in DEFINITIONS:
            return None
        if node.kind() in ("for_statement", "while_statement"):
            return node
    return None


def _sets_a_flag(statement: Node, following: Sequence[Node]) -> bool:
    """Whether a name bound to a constant in the ``try`` is read after it."""
    flags = set()
    for node in own_nodes(statement, "assignment", "augmented_assignment"):
        left, right = node.field("left"), node.field("right")
        if left and right and (right.kind() in ("true", "false", "none", "integer", "string")):
            flags.add(left.text())
    return any(
        node.text() in flags
        for after in following
        for node in find(after, "identifier", "attribute")
    )
