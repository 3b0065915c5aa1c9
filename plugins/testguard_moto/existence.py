"""Tests of what exists: facts of many resources as few tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from testguard_moto.facts import Fact, Told
from testguard_moto.readers import Reader
from testguard_moto.words import formatted, label, snake


@dataclass(frozen=True)
class Group:
    """A test of resources that are asked the same way; ``lines`` are its assertions."""

    test: str
    service: str
    call: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]
    annotations: tuple[str, ...] = ()


@dataclass
class Grouping:
    """Puts together what is asked the same way; ``account`` is written as what the cloud says."""

    account: str
    taken: set[str] = field(default_factory=set)

    def groups(self, found: Iterable[Told]) -> list[Group]:
        """A test for each way of asking and each choice of fields."""
        alike: dict[tuple[Any, ...], list[Told]] = {}
        for each in found:
            shape = tuple((fact.keys, fact.kind) for fact in each.facts)
            alike.setdefault((each.type, each.reader, shape), []).append(each)
        return [self._group(type_, reader, told) for (type_, reader, _), told in alike.items()]

    def _group(self, type_: str, reader: Reader, told: Sequence[Told]) -> Group:
        columns, lines, annotations = ["path"], list[str](), ["str"]
        rows: list[list[str]] = [[repr(each.path)] for each in told]
        for number, fact in enumerate(told[0].facts):
            facts = [each.facts[number] for each in told]
            values = [self._value(each) for each in facts]
            if len(set(values)) == 1:
                lines.append(_line(fact, values[0], constant=True))
                continue
            if any(each.startswith("f'") for each in values):  # no row can ask the cloud
                continue
            name = _column(fact, columns)
            columns.append(name)
            strings = fact.kind != "value" or all(isinstance(each.expected, str) for each in facts)
            annotations.append("str" if strings else "Any")
            lines.append(_line(fact, name, constant=False))
            for row, value in zip(rows, values, strict=True):
                row.append(value)
        return Group(
            self._name(type_, reader, told),
            reader.service,
            reader.call.format(id="system.id(path)"),
            tuple(columns),
            tuple(map(tuple, rows)),
            tuple(lines),
            tuple(annotations),
        )

    def _value(self, fact: Fact) -> str:
        if fact.kind != "value":
            return repr(fact.expected)
        if isinstance(fact.expected, str):
            return formatted(fact.expected, {self.account: "system.account"})
        return repr(fact.expected)

    def _name(self, type_: str, reader: Reader, told: Sequence[Told]) -> str:
        noun = snake(type_.rpartition("::")[2])
        stem = snake(label(told[0].path)) if len(told) == 1 else f"each_{noun}"
        rest = snake(reader.under) if reader.under else ""
        name = base = "_".join(filter(None, ["test", stem, rest]))
        number = 1
        while name in self.taken:
            number += 1
            name = f"{base}_{number}"
        self.taken.add(name)
        return name


def _column(fact: Fact, taken: Sequence[str]) -> str:
    name = snake(fact.keys[-1])
    return name if name not in taken else snake("_".join(fact.keys))


def _line(fact: Fact, value: str, *, constant: bool) -> str:
    found = "found" + "".join(f'["{key}"]' for key in fact.keys)
    if fact.kind == "name":
        return f"assert {found} == system.id({value})"
    if fact.kind == "ends":
        return f"assert {found}.endswith(system.id({value}))"
    if constant and value in ("True", "False"):
        return f"assert {found} is {value}"
    return f"assert {found} == {value}"


def stable(one: Iterable[Told], two: Iterable[Told]) -> list[Told]:
    """What two clouds told alike."""
    again = {(each.path, each.reader): each.facts for each in two}
    kept: list[Told] = []
    for each in one:
        facts = tuple(
            fact for fact in each.facts if fact in again.get((each.path, each.reader), ())
        )
        if facts:
            kept.append(Told(each.type, each.path, each.reader, facts))
    return kept
