"""Tests of functions: what was seen of scenarios, as what a template is filled with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from testguard_moto.events import Event
from testguard_moto.readers import CONTENTS, FIELDS
from testguard_moto.scenarios import DENIED, Seen
from testguard_moto.stating import Stating
from testguard_moto.words import label, snake, spelled


@dataclass(frozen=True)
class Case:
    """A test: the call of the function, what it raises, and assertions.

    ``raises`` are the arguments of `pytest.raises`, ``named`` the name of an exception that tests
    cannot import; a test with ``rows`` has one ``column``.
    """

    name: str
    call: str
    lines: tuple[str, ...]
    raises: str = ""
    named: str = ""
    column: str = ""
    rows: tuple[str, ...] = ()


@dataclass
class Writing:
    """Writes the tests of one function; ``imports`` are what they need."""

    imports: set[str] = field(default_factory=set)

    def cases(self, event: Event, seen: Sequence[Seen], types: dict[str, str]) -> Iterator[Case]:
        """The tests for an event; ``types`` are those of resources by path."""
        passed_on = [each for each in seen if each.scenario.kind == "fails" and _passes_on(each)]
        missed = [each for each in seen if each.scenario.kind == "unset" and _misses(each)]
        for each in seen:
            if each not in passed_on and each not in missed:
                yield self._case(event, each, types)
        if passed_on:
            yield Case(
                name=f"test_{event.name}_passes_on_what_aws_refuses",
                call=f"{event.name}(own_system), fails=operation",
                raises=f"ClientError, match=rf'{DENIED}.*{{operation}}'",
                lines=("assert function.calls[-1][2] == operation",),
                column="operation",
                rows=tuple(repr(each.scenario.subject) for each in passed_on),
            )
            self.imports.add("from botocore.exceptions import ClientError")
        if missed:
            yield Case(
                name=f"test_{event.name}_needs_its_variables",
                call=f"{event.name}(own_system), unset=variable",
                raises="KeyError, match=variable",
                lines=("assert function.calls == []",),
                column="variable",
                rows=tuple(repr(each.scenario.subject) for each in missed),
            )

    def _case(self, event: Event, each: Seen, types: dict[str, str]) -> Case:
        stating = Stating(each.one, each.two, self.imports)
        success = each.scenario.kind == "success"
        given = "".join(f", {key}={spelled(value)}" for key, value in each.scenario.how.items())
        call = f"{event.name}(own_system){given}"
        asked = stating.calls() if success else stating.operations()
        changes = self._changes(stating, types)
        if each.one.error is None:
            lines = (*stating.result(), *asked, *changes)
            return Case(_name(event, each), call, lines)
        kind, match, named = stating.raises
        raises = f"{kind}, match={match}" if match else kind
        return Case(_name(event, each), call, (*asked, *changes), raises, named)

    def _changes(self, stating: Stating, types: dict[str, str]) -> Iterator[str]:
        one, two = stating.one.changed, stating.two.changed
        for path in one.keys() & two.keys():
            reader = CONTENTS[types[path]]
            call = reader.call.format(id=f"own_system.id({path!r})")
            held = f"own_system.client({reader.service!r}, {path!r}).{call}"
            name = FIELDS.get(types[path])
            if name:
                held = f"[each[{name!r}] for each in {held}]"
            yield f"assert {held} == {stating.value(one[path], two[path])}"


def _name(event: Event, each: Seen) -> str:
    scenario = each.scenario
    if scenario.kind == "success":
        return f"test_{event.name}"
    subject = snake(scenario.subject)
    if scenario.kind == "fails":
        code = f"_with_{snake(scenario.how['code'])}" if "code" in scenario.how else ""
        return f"test_{event.name}_when_{subject}_fails{code}"
    if scenario.kind == "unset":
        return f"test_{event.name}_without_{subject}"
    return f"test_{event.name}_when_{subject}_is_another"


def _passes_on(each: Seen) -> bool:
    operation = each.scenario.subject
    if "code" in each.scenario.how or not each.one.raised_by_aws:
        return False
    said = str(each.one.error)
    last = each.one.calls[-1][2] if each.one.calls else ""
    return DENIED in said and operation in said and last == operation


def _misses(each: Seen) -> bool:
    error = each.one.error
    return (
        isinstance(error, KeyError)
        and error.args[:1] == (each.scenario.subject,)
        and not each.one.calls
    )


def function_context(
    path: str, where: str, events: list[Event], cases: list[Case], imports: set[str]
) -> dict[str, Any]:
    """What the template of tests of a function is given."""
    used = [each for each in events if any(case.call.startswith(f"{each.name}(") for case in cases)]
    needed = set(imports)
    codes = {each.name: spelled(each.value) for each in used}
    if any("json." in code for code in codes.values()):
        needed.add("import json")
    return {
        "path": path,
        "stack": path.partition("/")[0],
        "label": label(path),
        "where": where,
        "events": [
            {"name": each.name, "said": each.said, "code": codes[each.name]} for each in used
        ],
        "cases": cases,
        "imports": sorted(needed),
    }
