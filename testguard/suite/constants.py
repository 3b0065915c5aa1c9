"""Expressions whose truth is known without running anything."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from testguard.syntax import Node, literal, named

_OPERATORS: dict[str, Callable[[Any, Any], object]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "is": operator.is_,
    "is not": operator.is_not,
    "in": lambda left, right: operator.contains(right, left),
    "not in": lambda left, right: not operator.contains(right, left),
}
_MIRRORED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "==": "==", "!=": "!="}
_DISPLAYS = frozenset({"tuple", "list", "dictionary", "set"})
_SPLATS = frozenset({"list_splat", "dictionary_splat"})
_LITERALS = frozenset({
    "true", "false", "none", "integer", "float", "ellipsis", "unary_operator", "string",
    "concatenated_string", *_DISPLAYS,
})  # fmt: skip
_NEVER_LITERAL = frozenset({
    "identifier", "attribute", "subscript", "comparison_operator", "boolean_operator",
    "not_operator", "await", "lambda", "conditional_expression",
})  # fmt: skip
_RUNNING = ("call", "await", "named_expression", "slice")
LONGEST_EXPRESSION = 2_000
_PURE = frozenset({"identifier", "attribute", "subscript", *_LITERALS})


class Sameness(StrEnum):
    """Why a comparison says nothing: both sides are fixed, or both are the same expression."""

    FIXED = "fixed"
    SAME = "same"


def truth(node: Node) -> bool | None:
    """Whether an expression is always true or always false; None where it depends."""
    kind = node.kind()
    if kind == "parenthesized_expression":
        return truth(named(node)[0]) if named(node) else None
    if kind in ("lambda", "generator_expression"):
        return True
    if kind in ("string", "concatenated_string"):
        return _text_truth(node)
    if kind in _DISPLAYS and any(child.kind() not in _SPLATS for child in named(node)):
        return True
    if kind in _LITERALS:
        return _literal_truth(node)
    rule = _COMPOUND.get(kind)
    return rule(node) if rule and len(node.text()) <= LONGEST_EXPRESSION else None


def same_on_both_sides(left: Node, right: Node) -> Sameness | None:
    """Whether two expressions are certain to be equal.

    Calls and slices are never the same twice; attributes and subscripts are taken for pure.
    """
    if left.kind() not in _PURE or right.kind() not in _PURE:
        return None
    fixed = is_literal(left) and is_literal(right)
    equal = _compare("==", left, right) if fixed else _squeezed(left) == _squeezed(right)
    if not (equal and _is_pure(left) and _is_pure(right)):
        return None
    return Sameness.FIXED if fixed else Sameness.SAME


def is_literal(node: Node) -> bool:
    """Whether an expression is a literal through and through."""
    kind = node.kind()
    if kind == "parenthesized_expression":
        return bool(named(node)) and is_literal(named(node)[0])
    if kind in _NEVER_LITERAL:
        return False
    try:
        literal(node)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1)
def comparison(node: Node) -> tuple[Node, str, Node] | None:
    """The sides and the operator of a ``comparison_operator`` with two sides."""
    if node.kind() != "comparison_operator":
        return None
    parts = node.children()
    sides = [part for part in parts if part.is_named() and part.kind() != "comment"]
    if len(sides) != 2:  # noqa: PLR2004
        return None
    marks = [part.text() for part in parts if not part.is_named()]
    return sides[0], " ".join(" ".join(marks).split()), sides[1]


def _text_truth(node: Node) -> bool | None:
    parts = [node] if node.kind() == "string" else named(node)
    contents = [child for part in parts for child in part.children()]
    if any(child.kind() == "string_content" and child.text() for child in contents):
        return True
    return None if any(child.kind() == "interpolation" for child in contents) else False


def _literal_truth(node: Node) -> bool | None:
    try:
        return bool(literal(node))
    except ValueError:
        return None


def _negation(node: Node) -> bool | None:
    argument = node.field("argument")
    value = truth(argument) if argument else None
    return None if value is None else not value


def _connective(node: Node) -> bool | None:
    left, right, mark = node.field("left"), node.field("right"), node.field("operator")
    if left is None or right is None or mark is None:
        return None
    decisive = mark.text() == "or"
    values = {truth(left), truth(right)}
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _comparison(node: Node) -> bool | None:
    parts = comparison(node)
    if parts is None:
        return None
    left, mark, right = parts
    if mark == "is not" and right.kind() == "none" and truth(left) is True:
        return True
    if is_literal(left) and is_literal(right):
        return _compare(mark, left, right)
    if mark in _MIRRORED and _is_length(right):
        left, mark, right = right, _MIRRORED[mark], left
    if _is_length(left) and (mark, right.text()) in ((">=", "0"), (">", "-1"), ("!=", "-1")):
        return True
    return True if mark == "is" and left.kind() == right.kind() == "identifier" and (
        left.text() == right.text()
    ) else None  # fmt: skip


def _call(node: Node) -> bool | None:
    return True if re.fullmatch(r"isinstance\(.*,\s*object\s*\)", node.text(), re.DOTALL) else None


def _compare(mark: str, left: Node, right: Node) -> bool | None:
    try:
        return bool(_OPERATORS[mark](literal(left), literal(right)))
    except (KeyError, TypeError, ValueError):
        return None


def _is_length(node: Node) -> bool:
    callee = node.field("function") if node.kind() == "call" else None
    return callee is not None and callee.text() == "len"


def _is_pure(node: Node) -> bool:
    return node.kind() in _PURE and not node.find_all(
        {"rule": {"any": [{"kind": kind} for kind in _RUNNING]}}
    )


def _squeezed(node: Node) -> str:
    return "".join(node.text().split())


_COMPOUND: dict[str, Callable[[Node], bool | None]] = {
    "not_operator": _negation,
    "boolean_operator": _connective,
    "comparison_operator": _comparison,
    "call": _call,
}
