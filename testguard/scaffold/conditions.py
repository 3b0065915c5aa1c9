"""The schemas of requirements as conditions in Python, on what a test sees of a resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from testguard.model.resource import Resource, plain
from testguard.requirements.keywords import CLASS_PROPERTIES
from testguard.requirements.spelling import FREE, nested_in, to_camel, to_pascal
from testguard.requirements.types import kind_of, types_like
from testguard.scaffold.expressions import (
    ALWAYS,
    NEVER,
    Expression,
    all_of,
    any_of,
    call,
    contains,
    equals,
    is_a,
    negated,
)
from testguard.scaffold.schema_words import ANY, TYPED, Place, Unwritable
from testguard.scaffold.tree import literal

_NOTES = frozenset({
    "title", "description", "$comment", "default", "examples", "format", "deprecated", "readOnly",
    "writeOnly", "$schema", "then", "else", "minContains", "maxContains",
})  # fmt: skip
_CLASSES: dict[str, str] = {
    "min-instance-class": "at_least({own}, {limit})",
    "max-instance-class": "at_least({limit}, {own})",
    "instance-families": "family({own}) in {limit}",
    "instance-sizes": "size({own}) in {limit}",
    "burstable": "burstable({own}) is {limit}",
}


class Conditions(Struct, frozen=True):
    """Writes conditions in the spelling of the framework that declared ``resources``."""

    resources: Sequence[Resource]
    cloudformation: bool = False

    def of_resource(self, variable: str, type_: str) -> Place:
        """The properties of the resource in a variable."""
        wanted = kind_of(type_)
        samples = tuple(
            plain(each.properties) for each in self.resources if kind_of(each.type) == wanted
        )
        return Place(f"{variable}.properties", samples, wanted, variable)

    def types(self, type_: str) -> str:
        """The types that a type means, as arguments."""
        known = [each.type for each in self.resources]
        found = types_like(type_, known, cloudformation=self.cloudformation)
        return ", ".join(map(literal, found))

    def holds(self, schema: Any, place: Place) -> Expression:
        """What is true where the value in a place satisfies a schema. Raises `Unwritable`."""
        return all_of(self.parts(schema, place))

    def parts(self, schema: Any, place: Place) -> list[Expression]:
        """Conditions that are true together where a schema is satisfied. Raises `Unwritable`."""
        if isinstance(schema, bool):
            return [ALWAYS if schema else NEVER]
        found = [each for word in schema for each in self._of_word(word, schema, place)]
        for words, types, names in TYPED:
            inner = [each for word in schema if word in words
                     for each in words[word](self, schema, place)]  # fmt: skip
            if inner and not place.uniform(*types):
                inner = [any_of([negated(_is_any(place.code, names)), all_of(inner)])]
            found += inner
        return found

    def _of_word(self, word: str, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
        value = schema[word]
        if word in _CLASSES:
            yield self._of_class(word, value, place)
        elif word == "target":
            yield from self._of_target(value, place)
        elif word in ANY:
            yield ANY[word](self, schema, place)
        elif word not in _NOTES and not any(word in words for words, _, _ in TYPED):
            raise Unwritable(f"no test is written for `{word}`")

    def _of_class(self, word: str, value: Any, place: Place) -> Expression:
        own = place.code
        if (place.resource and not place.key) or place.uniform(dict):
            held = [each for each in CLASS_PROPERTIES
                    if any(each in sample for sample in place.samples)]  # fmt: skip
            if not held:
                raise Unwritable("no resource has an instance class")
            own = f"{place.code}.get({literal(held[0])})"
        limit = tuple(value) if isinstance(value, list) else value
        text = _CLASSES[word].format(own=own, limit=literal(limit))
        return call(text) if word.startswith("m") else Expression(text)

    def _of_target(self, value: Mapping[str, Any], place: Place) -> Iterator[Expression]:
        if not place.resource or not place.key:
            raise Unwritable("no test is written for a `target` inside of a property")
        where = f", region={literal(value['region'])}" if value.get("region") else ""
        by = f", by={literal(place.key)}"
        met = f"{place.resource}.refers_to({self.types(value['resource'])}{by}{where})"
        yield call(met)
        variable = f"target_{place.depth}" if place.depth else "target"
        other = self.of_resource(variable, value["resource"])
        deeper = Place(other.code, other.samples, other.kind, other.resource, depth=place.depth + 1)
        inner = self.holds(value.get("must", {}), deeper)
        if inner != ALWAYS:
            yield call(f"all({inner.text} for {variable} in {met})")

    def properties(self, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
        """What is asked of the properties of a table, and which must be there."""
        asked, needed = schema.get("properties", {}), schema.get("required", ())
        for name in dict.fromkeys([*asked, *needed]):
            home, key = self._spelled(place, name)
            yield _property(self, home, key, asked.get(name, True), needed=name in needed)

    def _spelled(self, place: Place, name: str) -> tuple[Place, str]:
        """Where a property is, and what it is called there."""
        if place.free:
            return place, name
        camel, pascal = to_camel(name, place.kind), to_pascal(name, place.kind)
        spellings = dict.fromkeys((name, camel, pascal))
        usual = pascal if self.cloudformation else camel
        seen = [each for each in spellings if _seen(place, each)]
        around = nested_in(place.kind) if self.cloudformation else ""
        if around and not seen:
            inner = tuple(each[around] for each in place.samples if around in each)
            place = Place(f"{place.code}.get({literal(around)}, {{}})", inner)
            seen = [each for each in spellings if _seen(place, each)]
        return place, (seen or [usual])[0]

    def under(self, place: Place, key: str) -> Place:
        """The value of a property."""
        samples = tuple(each[key] for each in place.samples
                        if isinstance(each, Mapping) and key in each)  # fmt: skip
        code = f"{place.code}[{literal(key)}]"
        if place.resource and key == "Tags" and all(isinstance(each, list) for each in samples):
            code = f'{{tag["Key"]: tag["Value"] for tag in {code}}}'
            samples = tuple({tag.get("Key"): tag.get("Value") for tag in each} for each in samples)
        return Place(
            code, samples, free=key in FREE, key=key, resource=place.resource, depth=place.depth
        )

    def elements(self, place: Place) -> tuple[str, Place]:
        """The variable for the elements of a list, and an element."""
        variable = f"item_{place.depth}" if place.depth else "item"
        samples = tuple(inner for each in place.samples if isinstance(each, list) for inner in each)
        return variable, Place(variable, samples, depth=place.depth + 1)


def _seen(place: Place, key: str) -> bool:
    return any(isinstance(each, Mapping) and key in each for each in place.samples)


def _property(
    conditions: Conditions, home: Place, key: str, schema: Any, *, needed: bool
) -> Expression:
    """What is asked of one property, with or without a value in it."""
    if _is_const(schema):
        default = "" if needed else f", {literal(schema['const'])}"
        return equals(f"{home.code}.get({literal(key)}{default})", schema["const"])
    is_not = isinstance(schema, Mapping) and schema.keys() == {"not"}
    if is_not and not needed and _is_const(schema["not"]):
        return negated(equals(f"{home.code}.get({literal(key)})", schema["not"]["const"]))
    there = contains(home.code, key)
    inner = conditions.holds(schema, conditions.under(home, key))
    if needed:
        return all_of([there, inner])
    return any_of([negated(there), inner])


def _is_any(code: str, names: str) -> Expression:
    if "|" not in names:
        return is_a(code, names)
    plainly = names.replace(" |", ",")  # a bool is an int
    return Expression(f"type({code}) in ({plainly})", opposite=f"type({code}) not in ({plainly})")


def _is_const(schema: Any) -> bool:
    return (
        isinstance(schema, Mapping) and schema.keys() == {"const"} and schema["const"] is not None
    )
