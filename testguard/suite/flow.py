"""Which statements of a test run, may run, and cannot run."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from testguard.suite.module import Module
from testguard.suite.scopes import own_nodes
from testguard.syntax import Node, find, named

RAISING = frozenset({"assertRaises", "assertRaisesRegex", "assertRaisesRegexp", "failUnlessRaises"})
_ENDING_CALLS = frozenset({"pytest.fail", "self.fail", "sys.exit", "os._exit", "exit"})
_ENDINGS = frozenset({
    "return_statement", "raise_statement", "continue_statement", "break_statement",
})  # fmt: skip
_SKIPS = ("SkipTest", "skip.Exception")


class RaisesBlock(Struct, frozen=True):
    """``with pytest.raises(...):`` or its unittest form.

    ``call`` is the raises-call, ``statements`` the block, ``exceptions`` the expected types as
    qualified names ("" for what is not a name), ``target`` the name after ``as``; ``shared`` tells
    that the same ``with`` enters something else, which may raise as well.
    """

    call: Node
    statements: tuple[Node, ...]
    exceptions: tuple[str, ...]
    matched: bool
    target: str = ""
    shared: bool = False


def raises_call(module: Module, call: Node) -> bool:
    """Whether a call is ``pytest.raises`` or ``self.assertRaises`` and the like."""
    callee = call.field("function")
    if module.qualify(callee) in ("pytest.raises", "pytest.RaisesGroup"):
        return True
    attribute = callee.field("attribute") if callee and callee.kind() == "attribute" else None
    return attribute is not None and attribute.text() in RAISING


def expected(module: Module, call: Node) -> tuple[str, ...]:
    """The exception types a raises-call names; "" stands for one that is no plain name."""
    arguments = call.field("arguments")
    given = named(arguments) if arguments else []
    first = next((node for node in given if _is_type(node)), None)
    if first is None:
        return ()
    value = first.field("value") if first.kind() == "keyword_argument" else first
    types = named(value) if value is not None and value.kind() == "tuple" else [value]
    return tuple(module.qualify(node) for node in types if node is not None)


def _is_type(node: Node) -> bool:
    return node.kind() != "keyword_argument" or node.text().startswith("expected_exception")


def raises_blocks(module: Module, scope: Node) -> Iterator[RaisesBlock]:
    """The raises-blocks that ``scope`` itself enters."""
    for statement in own_nodes(scope, "with_statement"):
        items = _items(statement)
        for item in items:
            call, target = _entered(item)
            if call is not None and raises_call(module, call):
                block = statement.field("body")
                yield RaisesBlock(
                    call,
                    tuple(named(block)) if block else (),
                    expected(module, call),
                    matched(call),
                    target,
                    shared=len(items) > 1,
                )


def _items(statement: Node) -> list[Node]:
    clause = next((c for c in statement.children() if c.kind() == "with_clause"), None)
    return [node for node in named(clause) if node.kind() == "with_item"] if clause else []


def _entered(item: Node) -> tuple[Node | None, str]:
    value = item.field("value")
    target = ""
    if value is not None and value.kind() == "parenthesized_expression":
        value = next(iter(named(value)), None)
    if value is not None and value.kind() == "as_pattern":
        parts = named(value)
        target = parts[1].text() if len(parts) > 1 else ""
        value = parts[0]
    return (value if value is not None and value.kind() == "call" else None), target


def matched(call: Node) -> bool:
    """Whether a raises-call says more of the exception than its type."""
    arguments = call.field("arguments")
    keywords = (
        [node for node in named(arguments) if node.kind() == "keyword_argument"]
        if arguments
        else []
    )
    for keyword in keywords:
        name, value = keyword.field("name"), keyword.field("value")
        if (
            name
            and value
            and name.text() in ("match", "check", "expected_regex", "expected_message")
        ):
            return value.text() not in ('""', "''", '".*"', "'.*'", 'r".*"', "None")
    callee = call.field("function")
    regex = callee is not None and callee.text().rpartition(".")[2].startswith("assertRaisesReg")
    return regex and len(named(arguments) if arguments else []) > 1


def ends(module: Module, statement: Node) -> bool:
    """Whether nothing after ``statement`` in its block runs; skipping does not count."""
    if statement.kind() == "raise_statement":
        return not any(skip in statement.text() for skip in _SKIPS)
    if statement.kind() in _ENDINGS:
        return True
    call = called(statement)
    return call is not None and module.qualify(call.field("function")) in _ENDING_CALLS


def called(statement: Node) -> Node | None:
    """The call that an expression statement consists of, awaited or not."""
    if statement.kind() != "expression_statement":
        return None
    value = statement.child(0)
    if value is not None and value.kind() == "await":
        value = next(iter(named(value)), None)
    return value if value is not None and value.kind() == "call" else None


def blocks(scope: Node) -> Iterator[list[Node]]:
    """The statement lists that ``scope`` itself runs, its own body first."""
    for block in own_nodes(scope, "block"):
        yield named(block)


def cannot_raise(statement: Node) -> bool:
    """Whether a statement surely does not raise: it assigns plain values or names, or passes."""
    if statement.kind() == "pass_statement":
        return True
    value = statement.child(0) if statement.kind() == "expression_statement" else None
    if value is None:
        return False
    if value.kind() != "assignment":
        return value.kind() in ("string", "ellipsis", "integer")
    left, right = value.field("left"), value.field("right")
    if left is None or right is None or left.kind() != "identifier":
        return False
    return not find(
        right, "call", "subscript", "attribute", "binary_operator", "await", "comparison_operator"
    )
