"""Assertions of what two runs had in common."""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from testguard_moto.running import Outcome
from testguard_moto.words import formatted, pattern

ANY = "ANY"
LONGEST = 400
LONGEST_MATCH = 80
_DAY = 86_400


@dataclass
class Stating:
    """Writes values of two runs as code; ``imports`` are what the code needs."""

    one: Outcome
    two: Outcome
    imports: set[str] = field(default_factory=set)

    def value(self, one: Any, two: Any) -> str:
        """An expression that equals both values, as narrow as it can be."""
        if isinstance(one, Mapping) and isinstance(two, Mapping) and one.keys() == two.keys():
            items = (f"{key!r}: {self.value(each, two[key])}" for key, each in one.items())
            return "{" + ", ".join(items) + "}"
        if isinstance(one, list | tuple) and type(one) is type(two) and len(one) == len(two):
            inner = [self.value(a, b) for a, b in zip(one, two, strict=True)]
            if isinstance(one, list):
                return "[" + ", ".join(inner) + "]"
            return "(" + "".join(f"{each}, " for each in inner) + ")"
        if isinstance(one, str) and isinstance(two, str):
            return self._text(one, two)
        if type(one) is type(two) and one == two and not is_of_today(one):
            if isinstance(one, Decimal):
                self.imports.add("from decimal import Decimal")
                return f'Decimal("{one}")'
            if one is None or isinstance(one, bool | int | float | bytes):
                return repr(one)
        return self._any()

    def _any(self) -> str:
        self.imports.add("from unittest.mock import ANY")
        return ANY

    def _text(self, one: str, two: str) -> str:
        if one == two:
            return self._any() if is_of_today(one) or len(one) > LONGEST else repr(one)
        first, second = formatted(one, self.one.names), formatted(two, self.two.names)
        return first if first == second else self._any()

    def result(self) -> Iterator[str]:
        """What the function returned."""
        one, two = self.one.result, self.two.result
        if not (isinstance(one, dict) and "statusCode" in one and isinstance(two, dict)):
            yield from self._stated("result", one, two)
            return
        for key in one:
            if key not in two:
                continue
            parsed = _parsed(one[key]), _parsed(two[key])
            if None not in parsed:
                self.imports.add("import json")
                yield from self._stated(f'json.loads(result["{key}"])', *parsed)
            else:
                yield from self._stated(f'result["{key}"]', one[key], two[key])

    def _stated(self, what: str, one: Any, two: Any) -> Iterator[str]:
        if one is None and two is None:
            yield f"assert {what} is None"
            return
        expected = self.value(one, two)
        if expected in ("True", "False"):
            yield f"assert {what} is {expected}"
        elif expected != ANY:
            yield f"assert {what} == {expected}"

    def calls(self) -> Iterator[str]:
        """What was asked of AWS."""
        one, two = list(self.one.calls), list(self.two.calls)
        if len(one) != len(two):
            return
        expected = self.value(one, two)
        if expected != ANY:
            yield f"assert function.calls == {expected}"

    def operations(self) -> Iterator[str]:
        """What was asked of AWS, by name."""
        one, two = ([each[2] for each in run.calls] for run in (self.one, self.two))
        if one == two:
            yield f"assert [each[2] for each in function.calls] == {one!r}"

    @property
    def raises(self) -> tuple[str, str, str]:
        """The exception as a test names it, a pattern of what it says, and its own name if other.

        The pattern is "" where nothing that it says is stable.
        """
        error = self.one.error
        told = next(
            each for each in type(error).__mro__
            if each.__module__ == "builtins" or each.__module__.startswith("botocore.exceptions")
        )  # fmt: skip
        if told.__module__ != "builtins":
            self.imports.add(f"from {told.__module__} import {told.__name__}")
        other = type(error).__name__ if told is not type(error) else ""
        if hasattr(builtins, told.__name__) or told.__module__ != "builtins":
            said = _shared(str(error), str(self.two.error))
            return told.__name__, pattern(said) if said else "", other
        return "Exception", "", other


def _parsed(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):
            return json.loads(value)
    return None


def _shared(one: str, two: str) -> str:
    """What both begin with, up to a word, without what is of today."""
    end = next(
        (number for number, pair in enumerate(zip(one, two, strict=False)) if len(set(pair)) > 1),
        None,
    )
    shared = one if one == two else one[:end].rpartition(" ")[0]
    shared = shared.splitlines()[0] if shared else ""
    if is_of_today(shared):
        return ""
    return shared if len(shared) <= LONGEST_MATCH else shared[:LONGEST_MATCH].rpartition(" ")[0]


def is_of_today(value: Any) -> bool:
    """Whether a value may be the time or the date of this run."""
    now = datetime.now(UTC)
    if isinstance(value, str):
        days = [now + timedelta(days=number) for number in (-1, 0, 1)]
        shapes = [
            each.strftime(shape)
            for each in days
            for shape in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %b %Y")
        ]
        months = [now.strftime("%Y-%m"), now.strftime("%Y/%m")]
        epochs = [int(each) for each in re.findall(r"\d{10}", value)]
        return any(each in value for each in [*shapes, *months]) or any(map(is_of_today, epochs))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        seconds = float(value)
        near = 2 * _DAY
        return (
            any(abs(seconds / unit - now.timestamp()) < near for unit in (1, 1000))
            or value == now.year
        )
    return False
