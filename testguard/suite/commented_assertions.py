"""Assertions of a live test that are commented out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from testguard.model.source import Span
from testguard.patterns import regex
from testguard.suite.assertion_calls import Kind, call_kind, names_an_assertion
from testguard.suite.cases import Case
from testguard.suite.commented_code import HEADER, end_of_statement
from testguard.suite.comments import CommentBlock, comment_blocks
from testguard.suite.module import Module, body_of
from testguard.syntax import Node, dotted, find, named, parse

LIKE_AN_ASSERTION = regex(
    r"^[ \t]*#[# \t]*(?:assert\b|(?:async\s+)?with\s+[\w.]+\(|(?:await\s+)?[\w.]+[(\[])",
    re.MULTILINE,
)
_WITH = regex(r"(?:async\s+)?with\b.*:$", re.DOTALL)
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
_CODE = (
    "call", "attribute", "subscript", "string", "integer", "float", "true", "false", "none",
    "list", "dictionary", "set", "lambda",
)  # fmt: skip
_NO_CHECK = frozenset({Kind.FAIL})


class CommentedAssertion(Struct, frozen=True):
    """A commented-out statement that would assert: its place and its first line, uncommented."""

    span: Span
    text: str


def commented_assertions(case: Case) -> tuple[CommentedAssertion, ...]:
    """The assertions commented out in the body of ``case`` and right below it.

    Comments below belong to it while they touch it, whatever their indentation (``cdk init``
    leaves them in column 1), or are indented deeper than its header.
    """
    first, last = case.header.line, _last_line(case)
    text = "\n".join(case.module.lines[first - 1 : last])
    if not LIKE_AN_ASSERTION.search(text):
        return ()
    blocks = comment_blocks(case.module, first, last)
    return tuple(found for block in blocks for found in _assertions_in(case.module, block))


def _last_line(case: Case) -> int:
    """The last line of the comments that belong to the test."""
    statements = body_of(case.function)
    last = statements[-1].range().end.line + 1 if statements else case.header.line
    column, touches = case.function.range().start.column, True
    for number, line in enumerate(case.module.lines[last:], last + 1):
        stripped = line.strip()
        if not stripped:
            touches = False
            continue
        code = line.replace("# ", "", 1).replace("#", "", 1)
        deeper = len(code) - len(code.lstrip()) > column
        starts_anew = HEADER.match(code) or code.lstrip().startswith("@")
        if not stripped.startswith("#") or starts_anew or not (touches or deeper):
            break
        last = number
    return last


def _assertions_in(module: Module, block: CommentBlock) -> Iterator[CommentedAssertion]:
    lines = block.uncommented()
    done = 0
    for index, line in enumerate(lines):
        if index < done or not line.strip():
            continue
        stop = end_of_statement(lines, index)
        statement = "\n".join(lines[index:stop]).strip()
        if statement and is_assertion(module, statement):
            done = stop
            span = block.span(block.first + index, block.first + stop - 1)
            yield CommentedAssertion(span, line.strip())


def is_assertion(module: Module, statement: str) -> bool:
    """Whether one statement asserts; prose that happens to parse, ``assert response``, does not."""
    if _WITH.match(statement):
        statement += " pass"
    root = parse(statement)
    parts = named(root)
    if len(parts) != 1 or root.find(kind="ERROR") is not None:
        return False
    [part] = parts
    if part.kind() == "assert_statement":
        return _is_code(named(part)[0])
    if part.kind() == "with_statement":
        return any(_asserts(module, call) for call in find(part, "call"))
    if part.kind() != "expression_statement":
        return False
    value = part.children()[0]
    value = named(value)[0] if value.kind() == "await" else value
    return value.kind() == "call" and _asserts(module, value)


def _is_code(condition: Node) -> bool:
    """Whether a condition holds more than words: ``x in y`` and ``not ready`` are English, too."""
    compares = any(
        child.kind() in _COMPARISONS
        for comparison in find(condition, "comparison_operator")
        for child in comparison.children()
    )
    return compares or bool(find(condition, *_CODE))


def _asserts(module: Module, call: Node) -> bool:
    kind = call_kind(module, call)
    if kind is not None:
        return kind not in _NO_CHECK
    return names_an_assertion(dotted(call.field("function")))
