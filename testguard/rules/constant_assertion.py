"""TG105."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from testguard.patterns import regex
from testguard.plugin import Case, Confidence, Offence, Severity, Suite, rule
from testguard.suite.constants import Sameness, comparison, is_literal, same_on_both_sides, truth
from testguard.suite.samples import is_sample
from testguard.suite.scopes import DEFINITIONS
from testguard.syntax import Node, dotted, find, named, span

TRUTH_METHODS = {"assertTrue": True, "assert_": True, "failUnless": True, "assertFalse": False}
EQUAL_METHODS = frozenset({"assertEqual", "assertEquals", "assertAlmostEqual", "assertIs",
                           "assertListEqual", "assertDictEqual", "assertSetEqual"})  # fmt: skip
_MARKER = regex(r"assert (True|1( == 1)?|not False)\b|self\.assert(True|_)\( ?True\b")
_FAILING = regex(
    r"assert (False|0|1 == [02])\b|assertTrue\( ?False|assertFalse\( ?True|\bfail\("
    r"|raise [\w.]*(Error|Exception)\b"
)
_EQUALITY = regex(
    r"eq(ual|uality|uals)?|__\w+__|ne|hash(able)?|compar\w*|identi\w*|refle\w*|nan|same|order\w*|cmp"
    r"|lt|gt|le|ge|op(erator)?s?|stable|consisten(t|cy)|memoi[sz]ed?|determin\w*|cach\w*|pickl\w*"
    r"|singleton|rich"
)


@rule("TG105", Severity.ERROR)
def constant_assertion(suite: Suite) -> Iterator[Offence]:
    """An assertion that is always true asserts nothing.

    A literal, a non-empty string or tuple, a length that is not negative, two equal literals: the
    outcome is fixed before the test runs. Likely, not certain: the same expression on both sides
    of ``==``, which may test equality itself, and an ``assert True`` that marks the good branch of
    a test whose other branch fails.

    Bad::

        def test_missing_parameter(stack):
            stack.build()
            assert "The parameter is required"

    Good::

        def test_missing_parameter(stack):
            with pytest.raises(ValueError, match="The parameter is required"):
                stack.build()
    """
    for case in suite.cases:
        calls = ("call",) if "self.assert" in case.text else ()
        search = partial(find, case.function) if case.own(*DEFINITIONS) else case.own
        for node in search("assert_statement", *calls):
            confidence = _verdict(suite, case, node)
            if confidence is not None:
                yield _offence(suite, case, node, confidence)


def _offence(suite: Suite, case: Case, node: Node, confidence: Confidence) -> Offence:
    text = " ".join(node.text().split())
    shown = text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - fits a terminal
    doubts = (not suite.file.collected, is_sample(suite.path), _marks_a_branch(case, node))
    if confidence is Confidence.CERTAIN and any(doubts):
        confidence = Confidence.LIKELY
    return Offence(
        span(node),
        f"`{shown}` in {case.symbol} is always true",
        "assert something that depends on the stack, or delete the assertion",
        case.symbol,
        (case.name,),
        confidence,
    )


def _verdict(suite: Suite, case: Case, node: Node) -> Confidence | None:
    if node.kind() == "call":
        return _of_call(case, node)
    condition = next(iter(named(node)), None)
    if condition is None:
        return None
    if truth(condition) or _names_a_function(suite, case, condition):
        return Confidence.CERTAIN
    parts = comparison(condition)
    if parts is None or parts[1] not in ("==", "<=", ">="):
        return None
    return _of_sides(case, parts[0], parts[2])


def _of_call(case: Case, call: Node) -> Confidence | None:
    callee, arguments = call.field("function"), call.field("arguments")
    receiver, _, method = dotted(callee).rpartition(".")
    given = (
        [node for node in named(arguments) if node.kind() != "keyword_argument"]
        if arguments
        else []
    )
    if receiver not in ("self", "cls") or not given:
        return None
    if method in TRUTH_METHODS:
        return Confidence.CERTAIN if truth(given[0]) is TRUTH_METHODS[method] else None
    if len(given) == 1:
        fixed = is_literal(given[0])
        isnone = given[0].kind() == "none"
        return (
            Confidence.CERTAIN
            if fixed and method == ("assertIsNone" if isnone else "assertIsNotNone")
            else None
        )
    return _of_pair(case, method, given[0], given[1])


def _of_pair(case: Case, method: str, left: Node, right: Node) -> Confidence | None:
    if method in EQUAL_METHODS:
        identical = method == "assertIs" and not left.kind() == right.kind() == "identifier"
        return None if identical else _of_sides(case, left, right)
    length = left.text().startswith("len(")
    if (
        length and (method, right.text()) in (("assertGreaterEqual", "0"), ("assertGreater", "-1"))
    ) or (method == "assertIsInstance" and right.text() == "object"):
        return Confidence.CERTAIN
    return None


def _of_sides(case: Case, left: Node, right: Node) -> Confidence | None:
    sameness = same_on_both_sides(left, right)
    if sameness is Sameness.FIXED:
        return Confidence.CERTAIN
    if sameness is None or _tests_equality(case):
        return None
    return Confidence.LIKELY


def _marks_a_branch(case: Case, node: Node) -> bool:
    """Whether ``assert True`` marks the good branch of a test whose other branch fails."""
    marker = _MARKER.match(" ".join(node.text().split()))
    return marker is not None and _FAILING.search(case.text) is not None


def _tests_equality(case: Case) -> bool:
    words = re.split(r"[_\W]+|(?<=[a-z])(?=[A-Z])", case.symbol)
    if any(_EQUALITY.fullmatch(word.lower()) for word in words):
        return True
    return any(word in case.text for word in ("hash(", "!=", "assertNotEqual"))


def _names_a_function(suite: Suite, case: Case, condition: Node) -> bool:
    """Whether the condition is the bare name of an undecorated function of the module."""
    if condition.kind() != "identifier":
        return False
    definition = suite.module.definitions.get(condition.text())
    if definition is None or definition.kind() != "function_definition":
        return False
    uses = [node for node in find(case.function, "identifier") if node.text() == condition.text()]
    parent = definition.parent()
    return len(uses) == 1 and (parent is None or parent.kind() != "decorated_definition")
