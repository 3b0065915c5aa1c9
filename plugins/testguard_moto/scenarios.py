"""What may go wrong for a function: operations that fail, variables that miss, other answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from testguard.plugin.failures import missing_variable
from testguard_moto.events import Event
from testguard_moto.filling import filled
from testguard_moto.reading import codes_in, fields_in, sources_in
from testguard_moto.running import Outcome, Runner
from testguard_moto.words import spelled

MOST_OPERATIONS = 8
MOST_ANSWERS = 6
MOST_FILLED = 8
DENIED = "AccessDenied"
APART = 1.1  # seconds between two observations, so that times differ


@dataclass(frozen=True)
class Scenario:
    """How a function is called; ``kind`` is success, fails, unset or answers."""

    kind: str
    how: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """What is different."""
        if self.kind == "answers":
            return str(next(iter(self.how["answers"])))
        return str(self.how.get(self.kind, ""))


@dataclass(frozen=True)
class Seen:
    """A scenario and two outcomes of it, each in a cloud of its own."""

    scenario: Scenario
    one: Outcome
    two: Outcome


@dataclass
class Exploring:
    """Tries what may happen to one function with one event; ``notes`` tell what could not be."""

    runner: Runner
    function: Any
    notes: list[str] = field(default_factory=list)

    def success(self, event: Event) -> tuple[Event, Outcome | None]:
        """The event, completed by what the function looks up in it, and what became of it."""
        value = deepcopy(event.value)
        for _ in range(MOST_FILLED):
            outcome = self.runner.run(spelled(value))
            reason = _hopeless(outcome)
            key = outcome.error.args[0] if isinstance(outcome.error, KeyError) else None
            if not reason:
                return Event(event.name, event.said, value), outcome
            if not isinstance(key, str) or missing_variable(outcome.error):
                break
            more = filled(value, key)
            if more is None:
                break
            value = more
        self.notes.append(f"{event.name}: {reason}")
        return event, None

    def seen(self, event: Event, base: Outcome, *, first: bool) -> list[Seen]:
        """The scenarios that are worth a test, each observed in two clouds."""
        code = spelled(event.value)
        found: list[tuple[Scenario, Outcome]] = []
        if base.error is None:
            found.append((Scenario("success"), base))
        else:
            self.notes.append(f"{event.name}: it ends in {_said(base.error)}")
        courses = {_course(base)}
        for scenario in self._scenarios(base, first=first):
            outcome = self.runner.run(code, **scenario.how)
            if self._tells(scenario, outcome, courses):
                found.append((scenario, outcome))
            if scenario.kind != "unset":
                courses.add(_course(outcome))
        self.runner.close()
        time.sleep(APART)
        again = [Seen(each, one, self.runner.run(code, **each.how)) for each, one in found]
        self.runner.close()
        return [each for each in again if each.one.course == each.two.course]

    @staticmethod
    def _tells(scenario: Scenario, outcome: Outcome, courses: set[Any]) -> bool:
        """Whether what became of it is worth a test."""
        if outcome.strange:
            return False
        if scenario.kind == "fails" and "code" not in scenario.how:
            return True
        deliberate = outcome.error is None or outcome.raised or outcome.raised_by_aws
        if scenario.kind == "answers" and not deliberate:
            return False
        return _course(outcome) not in courses

    def _scenarios(self, base: Outcome, *, first: bool) -> Iterator[Scenario]:
        trees = sources_in(self.function.folders, self._entry)
        codes = list(dict.fromkeys(code for tree in trees for code in codes_in(tree)))
        operations = list(dict.fromkeys(each[2] for each in base.calls))[:MOST_OPERATIONS]
        for operation in operations:
            for code in (DENIED, *codes[:4]):
                how = {"fails": operation} | ({} if code == DENIED else {"code": code})
                yield Scenario("fails", how)
        if first:
            for variable in self.function.environment:
                yield Scenario("unset", {"unset": variable})
        looked_up = {name for tree in trees for name in fields_in(tree)}
        for name, other in list(_others(base.answers, looked_up))[:MOST_ANSWERS]:
            yield Scenario("answers", {"answers": {name: other}})

    @property
    def _entry(self) -> str:
        return str(self.function.told["Handler"]).rpartition(".")[0].replace(".", "/")


def _course(outcome: Outcome) -> tuple[Any, ...]:
    """The course, whatever the code of an error of AWS that is only passed on."""
    kind, said, *rest = outcome.course
    return (kind, "" if outcome.raised_by_aws else said, *rest)


def _hopeless(outcome: Outcome) -> str:
    """Why an outcome is not that of a function that works, or ""."""
    if outcome.strange:
        return outcome.strange
    if outcome.error is None or outcome.raised_by_aws:
        return ""
    variable = missing_variable(outcome.error)
    if variable:
        return f"it reads {variable}, which its stack does not set"
    return f"it ends in {_said(outcome.error)}"


def _said(error: BaseException | None) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:160]}"


def _others(answers: Any, looked_up: set[str]) -> Iterator[tuple[str, Any]]:
    """Fields of what AWS answered that the source looks up, with another value."""
    known: dict[str, Any] = {}
    for name, value in _fields(answers):
        if name in looked_up and name not in known:
            if isinstance(value, bool):
                known[name] = not value
            elif isinstance(value, str):
                known[name] = "other"
            elif isinstance(value, list) and value:
                known[name] = []
    yield from known.items()


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name != "ResponseMetadata":
                yield str(name), each
                yield from _fields(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _fields(each)
