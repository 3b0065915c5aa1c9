"""From requirements to the lines of tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from testguard.model.requirement import Requirement
from testguard.model.resource import Graph
from testguard.requirements.seen import Seen
from testguard.requirements.types import kind_of
from testguard.scaffold.conditions import Conditions
from testguard.scaffold.expressions import ALWAYS, EITHER, Expression
from testguard.scaffold.naming import Names, kind, plural, snake
from testguard.scaffold.schema_words import Unwritable
from testguard.scaffold.tree import literal

LONGEST = 88
_TAKEN = frozenset({"stacks", "resources", "deployed", "each", "family", "families", "size"})


class RequirementTest(Struct, frozen=True):
    """The test of one requirement: its name, what it says, and its statements, line by line."""

    id: str
    name: str
    text: str
    lines: tuple[str, ...]


class Demands(Struct, frozen=True):
    """Writes tests of requirements on what was ``seen`` of a system in one framework."""

    seen: Sequence[Seen]
    conditions: Conditions
    names: Names

    def test(self, requirement: Requirement) -> RequirementTest:
        """The test of a requirement. Raises `Unwritable`."""
        body = self._of_resources if requirement.resource else self._of_stacks
        return RequirementTest(
            requirement.id,
            self.names.free(_name(requirement)),
            requirement.text,
            tuple(body(requirement)),
        )

    def _of_resources(self, requirement: Requirement) -> Iterator[str]:
        variable = _plural(requirement.resource)
        place = self.conditions.of_resource("each", requirement.resource)
        where = self.conditions.holds(requirement.where, place)
        asked = [where] if where != ALWAYS else []
        asked += self._of_name(requirement.stack, "each.stack")
        region = f", region={literal(requirement.region)}" if requirement.region else ""
        found = f"resources(stacks, {self.conditions.types(requirement.resource)}{region})"
        yield f"{variable} = {_filtered(found, asked)}"
        yield from self._counts(requirement, variable)
        checks = [each.text for each in self.conditions.parts(requirement.must, place)]
        types = self.conditions.types
        checks += [f"each.refers_to({types(type_)})" for type_ in requirement.references]
        checks += [f"each.needs({types(type_)})" for type_ in requirement.depends_on]
        yield from _loop(variable, checks)

    def _of_stacks(self, requirement: Requirement) -> Iterator[str]:
        asked = [] if all(each.stack for each in self.seen) else [Expression("each.whole")]
        asked += self._of_name(requirement.stack, "each.name")
        if requirement.region:
            asked.append(Expression(f"each.region == {literal(requirement.region)}"))
        variable = "chosen" if asked else "stacks"
        if asked:
            yield f"{variable} = {_filtered('stacks', asked)}"
        yield from self._counts(requirement, variable)
        checks = [
            f"any(fnmatchcase(name, {literal(pattern)}) for name in each.after)"
            for pattern in requirement.depends_on
        ]
        yield from _loop(variable, checks)

    def _of_name(self, pattern: str, code: str) -> list[Expression]:
        """What is asked of the name of a stack: its pattern, or the names that a path means."""
        if not pattern:
            return []
        meant = [each.graph for each in self.seen if _is_meant(pattern, each.graph)]
        if all(fnmatchcase(graph.name, pattern) for graph in meant):
            if "*" in pattern or "?" in pattern or "[" in pattern:
                return [Expression(f"fnmatchcase({code}, {literal(pattern)})")]
            return [Expression(f"{code} == {literal(pattern)}")]
        names = tuple(sorted({graph.name for graph in meant}))
        return [Expression(f"{code} in {literal(names)}")]

    def _counts(self, requirement: Requirement, variable: str) -> Iterator[str]:
        least, most = requirement.min_count, requirement.max_count
        if least is not None or most is not None:
            self._refuse_variants(requirement)
        if least is not None:
            yield f"assert len({variable}) >= {least}"
        if most is not None:
            yield f"assert len({variable}) <= {most}"
        if least is None and most is None:
            yield f"assert {variable}"
        if requirement.distinct_regions is not None:
            regions = f"{{each.region for each in {variable} if each.region}}"
            yield f"assert len({regions}) >= {requirement.distinct_regions}"

    def _refuse_variants(self, requirement: Requirement) -> None:
        """Counts take the largest of several stacks of one module in one region."""
        wanted = kind_of(requirement.resource)
        names: dict[tuple[str, str], list[str]] = {}
        for each in self.seen:
            graph = each.graph
            counted = any(kind_of(one.type) == wanted for one in graph.resources)
            if (counted or not requirement.resource) and "/" not in graph.name:
                names.setdefault((graph.path or graph.name, graph.region), []).append(graph.name)
        alike = next((some for some in names.values() if len(some) > 1), None)
        if alike is not None:
            raise Unwritable(
                f"it counts the largest of {' and '.join(alike)}, which are one stack module in one"
                " region"
            )


def _is_meant(pattern: str, graph: Graph) -> bool:
    names = (graph.name, graph.path, *{each.module for each in graph.resources})
    return any(fnmatchcase(name, pattern) for name in names if name)


def _plural(type_: str) -> str:
    word = plural(kind(type_))
    return f"found_{word}" if word in _TAKEN else word


def _filtered(found: str, asked: Sequence[Expression]) -> str:
    if not asked:
        return found
    texts = [f"({each.text})" if each.rank == EITHER and len(asked) > 1 else each.text
             for each in asked]  # fmt: skip
    return f"[each for each in {found} if {' and '.join(texts)}]"


def _loop(variable: str, checks: Iterable[str]) -> Iterator[str]:
    lines = [f"    assert {check}, each.name" for check in checks if check != ALWAYS.text]
    if lines:
        yield f"for each in {variable}:"
        yield from lines


def _name(requirement: Requirement) -> str:
    words = f"test_{snake(requirement.id)}_{snake(requirement.text or 'holds')}"
    if len(words) <= LONGEST:
        return words
    return re.sub(r"_[^_]*$", "", words[:LONGEST])
