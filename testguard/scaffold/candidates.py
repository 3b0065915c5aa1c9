"""Values on both sides of what guards compare an input with."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from testguard.errors import TestguardError
from testguard.scaffold.facts import Facts
from testguard.scaffold.plainest import plainest
from testguard.scaffold.tree import literal

LONGEST = 5000
_NETWORK = re.compile(r"[\d.]+/\d+")
ALPHABET = string.ascii_letters + string.digits + "-_. /"


def candidates(facts: Facts, default: Any, name: str = "") -> Iterator[str]:
    """Code of values worth trying for an input, in the order of how telling they are."""
    seen: set[str] = set()
    for value in [*_values(facts, default), *_networks(facts, default, name)]:
        code = value if isinstance(value, Member) else literal(value)
        if code not in seen:
            seen.add(code)
            yield code


class Member(str):
    """A value that is written by its name, such as a member of an enum."""

    __slots__ = ()


def _values(facts: Facts, default: Any) -> Iterator[Any]:
    yield from map(Member, facts.choices)
    number = facts.kind in ("int", "float") or (not facts.kind and facts.numbers)
    if number or facts.numbers:
        yield from _numbers(facts, default)
    if facts.kind == "list":
        yield from _lists(facts)
    if facts.kind in ("str", "") and not (number and not facts.strings):
        yield from _strings(facts, default)
    if facts.kind == "bool":
        yield from (True, False)
    if facts.kind == "dict":
        yield from ({}, {"key": "value"}, {"": ""}, {"key": ""}, {"k" * 129: "v"}, {"aws:x": "v"})
        yield from ({text: "value"} for text in facts.strings)
        yield from (
            {f"key-{number}": "value" for number in range(size + 1)} for size in facts.sizes
        )


def _numbers(facts: Facts, default: Any) -> Iterator[Any]:
    cast = float if facts.kind == "float" or isinstance(default, float) else int
    for number in facts.numbers:
        yield from (cast(number - 1), cast(number), cast(number + 1))
        if cast is float:
            yield from (number - 0.5, number + 0.5)
    yield from (cast(-1), cast(0), cast(1), cast(10**6))


def _lists(facts: Facts) -> Iterator[list[Any]]:
    one = facts.strings[0] if facts.strings else "one"
    for size in facts.sizes:
        for count in (size - 1, size, size + 1):
            if 0 <= count < LONGEST:
                yield [f"{one}-{number}" for number in range(count)]
    yield from ([], [one], [one, one])


def _strings(facts: Facts, default: Any) -> Iterator[str]:
    for pattern in facts.patterns:
        yield from _around(pattern)
    letter = default[:1] if isinstance(default, str) and default[:1].isalnum() else "a"
    for size in facts.sizes:
        yield from (letter * n for n in (size - 1, size, size + 1) if 0 < n < LONGEST)
    yield from facts.strings
    yield from ("nowhere", "", "A", "a_b", "a b", "-a", "a-", "é")


def _networks(facts: Facts, default: Any, name: str) -> Iterator[str]:
    """A public network, a large one, a small one, and an address that is none."""
    looks = isinstance(default, str) and _NETWORK.fullmatch(default)
    if facts.kind in ("str", "") and (looks or "cidr" in name.lower()):
        yield from ("8.8.8.0/24", "10.0.0.0/8", "10.0.0.0/30", "10.0.0.1")


def _around(pattern: str) -> Iterator[str]:
    """The plainest match, the shortest and longest matches of one letter, one that is too long."""
    try:
        widths = re._parser.parse(pattern).getwidth()  # type: ignore[attr-defined]  # noqa: SLF001
    except (re.error, OverflowError, RecursionError):
        return
    match = _match(pattern)
    if match:
        yield match
        yield match.upper()
        yield f"{match}_"
    for letter in dict.fromkeys((match[-1:] or "a", "a", "0")):
        for size in (widths[0] - 1, widths[0], widths[1], widths[1] + 1):
            if 0 < size < LONGEST:
                yield letter * size


@cache
def _match(pattern: str) -> str:
    """The match that reading gives, else the one that Hypothesis shrinks to."""
    read = plainest(pattern)
    if read:
        return read
    hypothesis, strategies = library()
    try:
        found: str = hypothesis.find(
            strategies.from_regex(re.compile(pattern), fullmatch=True),
            lambda text: text.isascii() and text.isprintable(),
            settings=quiet(hypothesis, 200),
        )
    except (hypothesis.errors.HypothesisException, re.error):
        return ""
    return found


def library() -> tuple[Any, Any]:
    """Hypothesis and its strategies. Raises `TestguardError` where it is not installed."""
    try:
        return import_module("hypothesis"), import_module("hypothesis.strategies")
    except ModuleNotFoundError as error:
        raise TestguardError(
            "Hypothesis searches inputs for validation paths, and is not installed here",
            hint="pip install 'testguard[scaffold]'",
        ) from error


def quiet(hypothesis: Any, examples: int) -> Any:
    """Settings that give the same result in every run, and leave nothing behind."""
    return hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )


def strategy(facts: Facts, default: Any) -> Any:
    """Anything that the type of an input admits, with what was mined as a start."""
    _, strategies = library()
    mined = [value for value in _values(facts, default) if not isinstance(value, Member)]
    options = [strategies.sampled_from(mined)] if mined else []
    if facts.kind == "int":
        options.append(strategies.integers(-(10**6), 10**6))
    elif facts.kind == "float":
        options.append(strategies.floats(-1e6, 1e6, allow_nan=False))
    elif facts.kind == "list":
        options.append(strategies.lists(strategies.text(ALPHABET, max_size=8), max_size=12))
    elif facts.kind == "dict":
        text = strategies.text(ALPHABET, max_size=8)
        options.append(strategies.dictionaries(text, text, max_size=4))
    elif facts.kind in ("str", ""):
        options.append(strategies.text(ALPHABET, max_size=80))
        options += [strategies.from_regex(pattern) for pattern in facts.patterns]
    return strategies.one_of(options) if options else strategies.none()
