"""The plainest text that a regular expression matches, read from the expression itself."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Sequence
from typing import Any

_PLAIN = string.digits + string.ascii_letters + "-_. " + string.punctuation
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_NOT_DIGIT": lambda letter: not letter.isdigit(),
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_NOT_SPACE": lambda letter: not letter.isspace(),
    "CATEGORY_WORD": lambda letter: letter.isalnum() or letter == "_",
    "CATEGORY_NOT_WORD": lambda letter: not (letter.isalnum() or letter == "_"),
}


def plainest(pattern: str) -> str:
    """The shortest match of the first letters, "" where reading does not tell.

    Look-arounds and references to groups are not followed.
    """
    try:
        text = _text(re._parser.parse(pattern))  # type: ignore[attr-defined]  # noqa: SLF001
        return text if re.fullmatch(pattern, text) else ""
    except (re.error, LookupError, OverflowError, RecursionError, MemoryError):
        return ""


def _text(tree: Sequence[tuple[Any, Any]]) -> str:
    return "".join(_part(str(operator), given) for operator, given in tree)


def _part(operator: str, given: Any) -> str:
    if operator in _REPEATS:
        least, _, inner = given
        return _text(inner) * int(least)
    match operator:
        case "LITERAL":
            return chr(given)
        case "NOT_LITERAL":
            return next(letter for letter in _PLAIN if ord(letter) != given)
        case "ANY":
            return _PLAIN[0]
        case "IN":
            return _member(given)
        case "SUBPATTERN":
            return _text(given[-1])
        case "ATOMIC_GROUP":
            return _text(given)
        case "BRANCH":
            return _text(given[1][0])
        case "AT":
            return ""
    raise LookupError(operator)


def _member(items: Sequence[tuple[Any, Any]]) -> str:
    negated = any(str(operator) == "NEGATE" for operator, _ in items)
    for letter in _PLAIN:
        if any(_holds(str(operator), given, letter) for operator, given in items) is not negated:
            return letter
    raise LookupError(items)


def _holds(operator: str, given: Any, letter: str) -> bool:
    match operator:
        case "LITERAL":
            return bool(ord(letter) == given)
        case "RANGE":
            return bool(given[0] <= ord(letter) <= given[1])
        case "CATEGORY":
            return _CATEGORIES[str(given)](letter)
    return False
