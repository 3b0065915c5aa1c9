"""Whether the fixtures around a test assert."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.patterns import regex
from testguard.suite.assertion_calls import Kind
from testguard.suite.assignments import assigned
from testguard.suite.cases import Case
from testguard.suite.fixtures import (
    after_yield,
    autouse_fixtures,
    fixture_named,
    parameters,
)
from testguard.suite.followed_helpers import HelperReader
from testguard.suite.helper_names import Answer, sounds_like_a_check
from testguard.suite.lookup import Place
from testguard.suite.module import Module
from testguard.suite.scopes import enclosing_class, nested_definitions
from testguard.syntax import Node, find, named

MAX_FIXTURES = 60
_JUDGING = regex(
    r"httpx_mock|respx_mock|benchmark|pytester|testdir|snapshot|regression|approv|golden|subtests_check"
)
Route = tuple[Node, Kind, Answer, bool]


class FixtureReader:
    """Answers for the fixtures of one suite, each read once."""

    def __init__(self, helpers: HelperReader) -> None:
        self._helpers = helpers
        self._places: dict[tuple[str, int, str], Place | None] = {}
        self._autouse: dict[tuple[str, int], Answer] = {}
        self._answers: dict[tuple[str, int], Answer] = {}

    def around(self, case: Case) -> Iterator[Route]:
        """The routes by fixtures: requested by parameter or by mark, and automatic ones."""
        name = case.function.field("name") or case.function
        entered = _entered(case.function)
        for parameter in parameters(case.function):
            answer = self._requested(parameter, (case.module, case.function))
            if parameter in entered:
                answer = max(answer, Answer.DOUBT)
            if answer is not Answer.SILENT:
                yield name, Kind.FIXTURE, answer, False
        answer = self._unasked(case)
        if answer is not Answer.SILENT:
            yield name, Kind.FIXTURE, answer, False

    def _requested(self, name: str, place: Place) -> Answer:
        found = self._find(name, place)
        if found is None:
            doubtful = _JUDGING.search(name) or sounds_like_a_check(name)
            return Answer.DOUBT if doubtful else Answer.SILENT
        key = (found[0].path, found[1].range().start.index)
        if key not in self._answers:
            self._answers[key] = Answer.SILENT
            self._answers[key] = self._fixture(found)
        return self._answers[key]

    def _fixture(self, place: Place) -> Answer:
        module, function = place
        answers = [self._helpers.answer(place)]
        answers += [
            self._helpers.answer((module, node)) for node in nested_definitions(function).values()
        ]
        answers += [self._requested(name, place) for name in parameters(function)]
        strongest = max(answers)
        return strongest if strongest >= Answer.DOUBT else Answer.SILENT

    def _unasked(self, case: Case) -> Answer:
        owner = case.group.node if case.group else None
        key = (case.module.path, owner.range().start.index if owner else -1)
        if key not in self._autouse:
            places = autouse_fixtures(case.module, self._helpers.lookup, owner)
            self._autouse[key] = max(
                (self._teardown(place) for place in places), default=Answer.SILENT
            )
        marked = [self._find(name, (case.module, case.function)) for name in _marked(case)]
        return max([self._autouse[key], *(self._teardown(place) for place in marked if place)])

    def _teardown(self, place: Place) -> Answer:
        module, function = place
        answers = [self._helpers.answer((module, node)) for node in after_yield(function)]
        strongest = max(answers, default=Answer.SILENT)
        return strongest if strongest >= Answer.DOUBT else Answer.SILENT

    def _find(self, name: str, place: Place) -> Place | None:
        owner = enclosing_class(place[1])
        key = (place[0].path, owner.range().start.index if owner else -1, name)
        if key not in self._places:
            self._places[key] = fixture_named(name, place, self._helpers.lookup, owner)
        return self._places[key]


def _entered(function: Node) -> set[str]:
    return {
        node.text()
        for item in find(function, "with_item")
        for node in named(item)
        if node.kind() == "identifier"
    }


def _marked(case: Case) -> Iterator[str]:
    marks = [mark for mark in case.decorators if "usefixtures" in mark.text()]
    if case.group:
        marks += [mark for mark in case.group.decorators if "usefixtures" in mark.text()]
    marks += _module_mark(case.module)
    for mark in marks:
        yield from (node.text() for node in find(mark, "string_content"))


def _module_mark(module: Module) -> list[Node]:
    mark = assigned(module).get("pytestmark") if "usefixtures" in module.text else None
    return [mark] if mark is not None and "usefixtures" in mark.text() else []
