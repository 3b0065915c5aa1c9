"""Conditions as Python code, put together with no more parentheses than they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from testguard.scaffold.tree import literal

EITHER, BOTH, NOT, COMPARISON, ATOM = range(5)


class Expression(Struct, frozen=True):
    """Code, how tightly it binds, and its opposite where that is written in its own way."""

    text: str
    rank: int = COMPARISON
    opposite: str = ""


ALWAYS = Expression("True", ATOM, "False")
NEVER = Expression("False", ATOM, "True")


def all_of(parts: Iterable[Expression]) -> Expression:
    """What holds when all parts hold."""
    left = list(dict.fromkeys(each for each in parts if each != ALWAYS))
    if not left:
        return ALWAYS
    return left[0] if len(left) == 1 else _joined(left, " and ", BOTH)


def any_of(parts: Iterable[Expression]) -> Expression:
    """What holds when some part does."""
    left = list(dict.fromkeys(each for each in parts if each != NEVER))
    if ALWAYS in left:
        return ALWAYS
    if not left:
        return NEVER
    return left[0] if len(left) == 1 else _joined(left, " or ", EITHER)


def negated(part: Expression) -> Expression:
    """What holds when the part does not."""
    if part.opposite:
        return Expression(part.opposite, part.rank, part.text)
    return Expression(f"not {_bound(part, NOT)}", NOT, part.text if part.rank == ATOM else "")


def equals(code: str, value: Any) -> Expression:
    """``code == value``, or ``is`` for what there is only one of."""
    single = value is None or isinstance(value, bool)
    sign, unlike = ("is", "is not") if single else ("==", "!=")
    return Expression(
        f"{code} {sign} {literal(value)}", COMPARISON, f"{code} {unlike} {literal(value)}"
    )


def contains(code: str, key: str) -> Expression:
    """``"key" in code``."""
    return Expression(f"{literal(key)} in {code}", COMPARISON, f"{literal(key)} not in {code}")


def is_a(code: str, types: str) -> Expression:
    """``isinstance(code, types)``."""
    return Expression(f"isinstance({code}, {types})", ATOM)


def call(code: str) -> Expression:
    """A call, or another expression that binds as tightly."""
    return Expression(code, ATOM)


def _joined(parts: list[Expression], sign: str, rank: int) -> Expression:
    return Expression(sign.join(_bound(each, rank + 1) for each in parts), rank)


def _bound(part: Expression, least: int) -> str:
    return part.text if part.rank >= least else f"({part.text})"
