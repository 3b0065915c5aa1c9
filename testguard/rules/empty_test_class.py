"""TG103."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testguard.patterns import regex
from testguard.plugin import Confidence, Group, Offence, Severity, Suite, rule
from testguard.suite.assignments import assigned_in
from testguard.suite.cases import base_names, matches_function
from testguard.suite.module import body_of, decorators_of, docstring_of, name_of
from testguard.suite.samples import is_sample
from testguard.suite.uses import is_used
from testguard.syntax import find

_BASE = regex(
    r".*(Base|Mixin|Abstract|Case|Helper|Common|Suite|Interface|Protocol)\d*|.*(Base|Mixin|Abstract).*"
)
_FOR_OTHERS = regex(r"\b(subclass\w*|inherit\w*|deriv\w*|base class|mixin)\b", re.IGNORECASE)
_LITERALS = frozenset({"string", "ellipsis", "concatenated_string"})


@rule("TG103", Severity.ERROR)
def empty_test_class(suite: Suite) -> Iterator[Offence]:
    """A test class without tests protects nothing.

    pytest opens the class and finds no test in it, neither its own nor an inherited one, and says
    nothing. A base class that other classes derive from is no finding.

    Bad::

        class TestTapStack:
            pass

    Good::

        class TestTapStack:
            def test_bucket_is_encrypted(self):
                assert make_bucket().encrypted
    """
    groups = suite.groups if suite.opened else ()
    outers = {id(group.outer) for group in groups if group.outer is not None}
    for group in groups:
        if (
            id(group) not in outers
            and not suite.cases_of(group)
            and not _brings_tests(suite, group)
        ):
            yield Offence(
                group.header,
                f"{group.name} is a test class without a single test",
                "write its tests, or delete the class",
                group.name,
                confidence=_confidence(suite, group),
            )


def _brings_tests(suite: Suite, group: Group) -> bool:
    if group.inherits_tests or group.decorators or _is_base(suite, group):
        return True
    if _is_helper(suite, group) or _is_filled_elsewhere(suite, group):
        return True
    body = group.node.field("body")
    names = assigned_in(body) if body else {}
    if any(matches_function(name, suite.conventions) for name in names):
        return True
    return any(
        call.text().startswith(("locals(", "vars(", "exec(")) for call in find(group.node, "call")
    )


def _is_helper(suite: Suite, group: Group) -> bool:
    """Whether a plain class serves others: it derives from code, or the tests are unittest."""
    if group.unittest:
        return False
    if any(name != "object" for name in base_names(suite.module, group.node)):
        return not any("Test" in name for name in base_names(suite.module, group.node))
    others = [other for other in suite.groups if other is not group]
    return any(other.unittest for other in others) and not any(
        suite.cases_of(other) for other in others if not other.unittest
    )


def _is_filled_elsewhere(suite: Suite, group: Group) -> bool:
    """Whether code adds tests to an ancestor: a hook, a metaclass, a decorator or a call."""
    return any(
        "__init_subclass__" in base.text()
        or "metaclass=" in base.text()
        or bool(decorators_of(base))
        or re.search(rf"\w\(\s*{name_of(base)}\b", module.text)
        for module, base in suite.ancestry(group.node).definitions
    )


def _is_base(suite: Suite, group: Group) -> bool:
    """Whether the class is there for others: it says so, or the repository speaks of it."""
    own = group.name.rpartition(".")[2]
    docstring = docstring_of(group.node)
    if docstring is not None and _FOR_OTHERS.search(docstring.text()):
        return True
    return _BASE.fullmatch(own) is not None or is_used(suite, own)


def _confidence(suite: Suite, group: Group) -> Confidence:
    """Certain where the class holds nothing, or methods that are fixtures and hooks at most."""
    bases = [name for name in base_names(suite.module, group.node) if name != "object"]
    hollow = all(
        node.kind() == "pass_statement"
        or (node.kind() == "expression_statement" and (first := node.child(0)) is not None
            and first.kind() in _LITERALS)
        for node in body_of(group.node)
    )  # fmt: skip
    if (
        not suite.file.collected
        or is_sample(suite.path)
        or not (hollow or group.unittest or (group.methods and not bases))
    ):
        return Confidence.LIKELY
    return Confidence.CERTAIN
