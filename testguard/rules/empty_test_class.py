"""TG103."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testguard.plugin import Confidence, Group, Offence, Severity, Suite, rule
from testguard.suite.cases import base_names, matches_function
from testguard.suite.module import body_of
from testguard.suite.refusal import assignments
from testguard.suite.samples import is_sample
from testguard.syntax import find

_BASE = re.compile(
    r".*(Base|Mixin|Abstract|Case|Helper|Common|Suite|Interface|Protocol)\d*|.*(Base|Mixin|Abstract).*"
)
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
    groups = suite.groups if suite.file.collected else ()
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
    statements = body_of(group.node)
    if any(matches_function(name, suite.conventions) for name, _ in assignments(statements)):
        return True
    return any(
        call.text().startswith(("locals(", "vars(", "exec(")) for call in find(group.node, "call")
    )


def _is_base(suite: Suite, group: Group) -> bool:
    """Whether anything else in the repository speaks of the class by its name."""
    own = group.name.rpartition(".")[2]
    if _BASE.fullmatch(own):
        return True
    uses = [node for node in find(suite.root, "identifier") if node.text() == own]
    others = suite.library.mentions.importers(own) - {suite.path}
    return len(uses) > 1 or bool(others)


def _confidence(suite: Suite, group: Group) -> Confidence:
    """Certain where the class holds nothing, or methods that are fixtures and hooks at most."""
    bases = [name for name in base_names(suite.module, group.node) if name != "object"]
    hollow = all(
        node.kind() == "pass_statement"
        or (node.kind() == "expression_statement" and (first := node.child(0)) is not None
            and first.kind() in _LITERALS)
        for node in body_of(group.node)
    )  # fmt: skip
    if is_sample(suite.path) or not (hollow or group.unittest or (group.methods and not bases)):
        return Confidence.LIKELY
    return Confidence.CERTAIN
