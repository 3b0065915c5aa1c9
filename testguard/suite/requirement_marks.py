"""The requirements that tests say they prove: ``@pytest.mark.requirement("DR-1")``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from testguard.suite.cases import Case, Group
from testguard.suite.module import Module, decorators_of
from testguard.suite.suite import Suite
from testguard.syntax import Node, dotted, find, literal, named

MARK = "pytest.mark.requirement"


def requirement_marks(suite: Suite) -> Iterator[tuple[str, str]]:
    """Pairs of a requirement's id and the symbol of a test that is marked with it.

    A mark stands on the test, on a class around it, or in ``pytestmark``.
    """
    if "requirement" not in suite.module.text:
        return
    everywhere = tuple(_of_module(suite.module))
    for case in suite.cases:
        own = [*case.decorators, *(each for group in _around(case) for each in _of_group(group))]
        for id_ in dict.fromkeys([*_ids(case.module, own), *everywhere]):
            yield id_, case.symbol


def _around(case: Case) -> Iterator[Group]:
    group = case.group
    while group is not None:
        yield group
        group = group.outer


def _of_group(group: Group) -> Iterator[Node]:
    yield from decorators_of(group.node)
    body = group.node.field("body")
    yield from _assigned(body) if body is not None else ()


def _of_module(module: Module) -> Iterator[str]:
    yield from _ids(module, _assigned(module.root))


def _assigned(block: Node) -> Iterator[Node]:
    """The marks in ``pytestmark = [...]`` of a class or module."""
    for statement in block.children():
        each = statement.child(0) if statement.kind() == "expression_statement" else None
        if (
            each is not None
            and each.kind() == "assignment"
            and dotted(each.field("left")) == "pytestmark"
        ):
            right = each.field("right")
            yield from find(right, "call") if right is not None else ()


def _ids(module: Module, marks: Iterable[Node]) -> Iterator[str]:
    for mark in marks:
        if mark.kind() != "call" or module.qualify(mark.field("function")) != MARK:
            continue
        arguments = mark.field("arguments")
        for argument in named(arguments) if arguments is not None else ():
            if argument.kind() == "string":
                yield str(literal(argument))
