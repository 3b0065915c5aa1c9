"""Values for an input that differ from its default, the likeliest first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from testguard.scaffold.facts import Facts

_BY_NAME: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"regions?$|location", ("eu-west-1", "eu-central-1", "ap-southeast-2")),
    (r"account", ("210987654321",)),
    (r"zone$|availability", ("eu-west-1b",)),
    (r"env|stage|suffix|prefix", ("staging", "qa")),
    (r"cidr", ("10.42.0.0/16", "10.42.0.0/24")),
    (r"domain|zone_name|host", ("example.com", "db.example.com")),
    (r"mail", ("ops@example.com",)),
    (r"url|uri|endpoint", ("https://example.com",)),
    (r"instance|class|type|size|sku", ("t3.large", "db.r6g.large", "m5.large")),
    (r"user|owner", ("operator",)),
    (r"arn$", ("arn:aws:iam::123456789012:role/other",)),
    (r"version", ("2.0", "16.4")),
)


def others(name: str, facts: Facts, default: str | None) -> Iterator[str]:
    """Code of values other than ``default``, the code of the default or None."""
    known = _value(default)
    seen: set[str] = {default or "", repr(known)}
    for code in _candidates(name.rpartition(".")[2].rpartition(":")[2], facts, known):
        if code not in seen:
            seen.add(code)
            yield code


def _candidates(name: str, facts: Facts, default: Any) -> Iterator[str]:
    kind = facts.kind or (type(default).__name__ if default is not None else "")
    yield from facts.choices
    if kind == "bool":
        yield repr(not default)
    elif kind in ("int", "float"):
        yield from map(repr, _numbers(facts, default, float if kind == "float" else int))
    elif kind == "dict":
        yield from ("{'Team': 'platform'}" if "tag" in name else "{'key': 'value'}", "{}")
    elif kind == "list":
        yield from map(repr, _lists(name, facts, default))
    elif kind == "str" or not kind:
        yield from map(repr, _strings(name, facts, default))
    if not kind:
        yield from ("3", "True", "{'key': 'value'}", "['one']")


def _numbers(facts: Facts, default: Any, cast: Any) -> Iterator[Any]:
    start = default if isinstance(default, int | float) and not isinstance(default, bool) else None
    if start is not None:
        yield from (cast(start + 1), cast(start * 2), cast(start - 1))
    for number in facts.numbers:
        yield from (cast(number), cast(number + 1), cast(number - 1))
    yield from (cast(3), cast(1), cast(100))


def _strings(name: str, facts: Facts, default: Any) -> Iterator[str]:
    by_name = [
        each for pattern, found in _BY_NAME if re.search(pattern, name.lower()) for each in found
    ]
    tidy = [each for each in facts.strings if each.strip() and each.isprintable()]
    yield from tidy
    yield from by_name
    if isinstance(default, str) and default:
        yield f"{default}-two" if not default[-1:].isdigit() else f"{default}1"
    yield from ("other", "other-name", "1")


def _lists(name: str, facts: Facts, default: Any) -> Iterator[list[Any]]:
    one = next(_strings(name.removesuffix("s"), facts, None))
    if isinstance(default, list) and default:
        yield default[:-1] or [*default, one]
    yield [one]
    yield [1]


def _value(code: str | None) -> Any:
    try:
        return ast.literal_eval(code) if code else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
