"""Searching inputs that reach each validation path, and their neighbours that do not."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from msgspec import Struct

from testguard.model.contract import Contract, Input, Validation, Watch
from testguard.scaffold.candidates import candidates, library, quiet, strategy
from testguard.scaffold.facts import Facts, Sources
from testguard.scaffold.outcomes import DELAYED, Judge, settings_of
from testguard.scaffold.tree import literal

MOST_TRIALS, MOST_BUILDS, MOST_DELAYED = 400, 48, 16
MOST_EXAMPLES = 400
MOST_CASES = 6


class Found(Struct, frozen=True):
    """Settings on both sides of a validation path, by input, in code."""

    path: Validation
    columns: tuple[str, ...]
    refused: tuple[tuple[str, ...], ...]
    accepted: tuple[tuple[str, ...], ...]


@dataclass
class Search:
    """The search for one contract."""

    contract: Contract
    judge: Judge
    sources: Sources
    project: str
    deep: set[str] = field(default_factory=set)

    def find(self, path: Validation) -> Found | None:
        """What reaches ``path``: of args classes alone, where these may decide, else in builds."""
        found = self._find(path)
        if found is None and self._cheap(path):
            self.deep.add(path.id)
            found = self._find(path)
        return found

    def _find(self, path: Validation) -> Found | None:
        """One input first, then two together, then anything."""
        if path.probe.watch is Watch.MISSING:
            return None
        asked = path.inputs or self._anyones(path)
        names = [name for name in asked if self._default(name) is not _UNKNOWN]
        for name in names:
            found = self._alone(path, name)
            if found is not None:
                return found
        if path.raises == DELAYED:
            return None
        together = self._together(path, names[:3]) if len(names) > 1 else None
        return together or self._anything(path, names[:3])

    def _anyones(self, path: Validation) -> tuple[str, ...]:
        """All inputs, for a path that is only decided after construction: its guard reads none."""
        every = self.contract.inputs if path.raises == DELAYED else ()
        return tuple(dict.fromkeys(item.name for item in every))

    def _alone(self, path: Validation, name: str) -> Found | None:
        facts, default = self._facts(name), self._default(name)
        values = [*self._of_others(path, name), *candidates(facts, default, name)]
        refused: list[str] = []
        accepted: list[str] = []
        elsewhere: list[str] = []
        for text in self._affordable(dict.fromkeys(values), path):
            outcome = self._try(path, {name: text})
            if path.id in outcome.paths:
                refused.append(text)
            elif outcome.error is None:
                accepted.append(text)
            elif outcome.paths:
                elsewhere.append(text)
        if not refused:
            return None
        least = self._least(path, [name], [facts])
        chosen, neighbours = boundary([*refused, *least], accepted, elsewhere)
        return Found(
            path, (name,), tuple((each,) for each in chosen), tuple((e,) for e in neighbours)
        )

    def _together(self, path: Validation, names: list[str]) -> Found | None:
        pools = [
            list(dict.fromkeys([
                *self._of_others(path, name),
                *islice(candidates(self._facts(name), self._default(name), name), 14),
            ]))
            for name in names
        ]  # fmt: skip
        refused: list[tuple[str, ...]] = []
        accepted: list[tuple[str, ...]] = []
        for row in self._affordable(product(*pools), path):
            outcome = self._try(path, dict(zip(names, row, strict=True)))
            if path.id in outcome.paths:
                refused.append(row)
            elif outcome.error is None:
                accepted.append(row)
            if len(refused) > 1 and accepted:
                break
        if not refused:
            return None
        return Found(path, tuple(names), tuple(refused[:2]), tuple(accepted[:2]))

    def _anything(self, path: Validation, names: list[str]) -> Found | None:
        if not names:
            return None
        facts = [self._facts(name) for name in names]
        row = self._witness(path, names, facts)
        return Found(path, tuple(names), (row,), ()) if row else None

    def _least(self, path: Validation, names: list[str], facts: list[Facts]) -> list[str]:
        """The plainest text that is refused, where args alone decide, so that it costs nothing."""
        if facts[0].kind not in ("str", "") or not facts[0].patterns or not self._cheap(path):
            return []
        row = self._witness(path, names, facts)
        return [row[0]] if row else []

    def _witness(
        self, path: Validation, names: list[str], facts: list[Facts]
    ) -> tuple[str, ...] | None:
        hypothesis, strategies = library()
        pools = [strategy(f, self._default(n)) for f, n in zip(facts, names, strict=True)]
        examples = MOST_EXAMPLES if self._cheap(path) else MOST_BUILDS

        def reaches(row: tuple[Any, ...]) -> bool:
            given = {name: literal(value) for name, value in zip(names, row, strict=True)}
            return path.id in self._try(path, given).paths

        try:
            found = hypothesis.find(
                strategies.tuples(*pools), reaches, settings=quiet(hypothesis, examples)
            )
        except (hypothesis.errors.HypothesisException, ValueError):
            return None
        return tuple(literal(value) for value in found)

    def _try(self, path: Validation, given: Mapping[str, str]) -> Any:
        setting = settings_of(self.contract, given, self.project)
        return self.judge.outcome(setting, build=not self._cheap(path))

    def _cheap(self, path: Validation) -> bool:
        """Whether the path may stand where an args class alone gets to."""
        if path.id in self.deep:
            return False
        owners = {name.partition(".")[0] for name in path.inputs}
        known = [owner for owner in owners if self.judge.trial(owner, {}) is not None]
        return bool(known) and owners == set(known) and not self._in_constructor(path)

    def _in_constructor(self, path: Validation) -> bool:
        """Whether the path stands in the class that takes the args."""
        return self.sources.class_around(path.module, path.line) == self.contract.class_name != ""

    def _affordable(self, values: Any, path: Validation) -> Iterator[Any]:
        builds = MOST_DELAYED if path.raises == DELAYED else MOST_BUILDS
        return islice(iter(values), MOST_TRIALS if self._cheap(path) else builds)

    def _facts(self, name: str) -> Facts:
        return self.sources.facts(name)

    def _of_others(self, path: Validation, name: str) -> list[str]:
        """The defaults of the other inputs of a guard: two inputs may have to differ."""
        found: list[str] = []
        for each in path.inputs:
            item = self._input(each) if each != name else None
            if item is not None and item.default:
                found += _beside(item.default)
        return found

    def _input(self, name: str) -> Input | None:
        same = [each for each in self.contract.inputs if each.name == name]
        return next((each for each in same if each.default is not None), same[0] if same else None)

    def _default(self, name: str) -> Any:
        item = self._input(name)
        if item is None:
            return _UNKNOWN
        try:
            return ast.literal_eval(item.default) if item.default else None
        except (ValueError, SyntaxError):
            return None


_UNKNOWN = object()


def _beside(code: str) -> list[str]:
    """A value; a number with those below and above it."""
    measured = _measure(code)
    if measured is None or measured[0]:
        return [code]
    return [literal(measured[1] + step) for step in (0, -1, 1)]


def boundary(
    refused: list[str], accepted: list[str], elsewhere: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Refused values that lie next to others, and those that are accepted; a few of other kinds.

    ``elsewhere`` are values that another validation path refuses.
    """
    taken = {n: text for text in accepted if (n := _measure(text)) is not None}
    beyond = {_measure(text) for text in elsewhere}
    near: list[str] = []
    beside: list[str] = []
    for text in refused:
        measured = _measure(text)
        if measured is None:
            continue
        letter, number = measured
        for other in ((letter, number - 1), (letter, number + 1)):
            if other in taken or other in beyond:
                near.append(text)
            if other in taken:
                beside.append(taken[other])
    more = [text for text in refused if not (near and _is_counted(text))]
    plain = sorted(more, key=len)[:2]
    chosen = _distinct([*near, *plain])
    return chosen, _distinct(beside)


def _is_counted(text: str) -> bool:
    """Whether it is a number or a list: what lies far from a boundary tells nothing more."""
    measured = _measure(text)
    return measured is not None and measured[0] in ("", "[")


def _distinct(texts: list[str]) -> list[str]:
    """Without repetitions, and without strings that differ in their letter only."""
    found: dict[Any, str] = {}
    for text in texts:
        measured = _measure(text)
        found.setdefault(text if measured is None else measured[1], text)
    return list(found.values())[:MOST_CASES]


def _measure(text: str) -> tuple[str, Any] | None:
    """A number, or the length of a list or of a string of one letter, and that letter."""
    try:
        value = eval(text, {"__builtins__": {}})  # noqa: S307 - a literal of testguard's own making
    except (NameError, SyntaxError, AttributeError):
        return None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return "", value
    if isinstance(value, str) and len(set(value)) == 1:
        return value[0], len(value)
    return ("[", len(value)) if isinstance(value, list) else None
