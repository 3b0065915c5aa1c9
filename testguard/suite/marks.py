"""Decorators that leave a test a test: marks, patches, and what runs it as it stands."""

from __future__ import annotations

from testguard.patterns import regex
from testguard.suite.module import decorators_of
from testguard.syntax import Node, dotted

_MARK = regex(
    r"(\w+\.)*(mark\.\w+|patch(\.\w+)?|given|settings|runtime\.test|mock_\w+|freeze_time)"
)


def only_marks(function: Node) -> bool:
    """Whether no decorator of ``function`` may make something else of it."""
    callees = (
        node.field("function") if node.kind() == "call" else node
        for node in decorators_of(function)
    )
    return all(_MARK.fullmatch(dotted(callee)) for callee in callees)
