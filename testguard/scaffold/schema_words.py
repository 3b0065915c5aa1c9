"""The words of JSON Schema as conditions in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from msgspec import Struct

from testguard.requirements.types import Kind
from testguard.scaffold.expressions import (
    COMPARISON,
    Expression,
    all_of,
    any_of,
    call,
    equals,
    is_a,
    negated,
)
from testguard.scaffold.tree import literal

NESTED = Kind("", "")
_TYPES = {
    "string": "str", "array": "list", "object": "dict", "boolean": "bool", "null": "type(None)",
    "number": "int | float", "integer": "int",
}  # fmt: skip


class Unwritable(Exception):
    """What no test is written for."""


class Place(Struct, frozen=True):
    """A value in a test: its code, what was observed there, and the ``resource`` it is all of."""

    code: str
    samples: tuple[Any, ...] = ()
    kind: Kind = NESTED
    resource: str = ""
    free: bool = False
    key: str = ""
    depth: int = 0

    def uniform(self, *types: type) -> bool:
        """Whether all that was observed here is of some types."""
        return bool(self.samples) and all(
            isinstance(each, types) and (bool in types or not isinstance(each, bool))
            for each in self.samples
        )


class Writer(Protocol):
    """Writes what schemas inside of schemas ask for."""

    def holds(self, schema: Any, place: Place) -> Expression:
        """What is true where the value in a place satisfies a schema."""
        ...

    def properties(self, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
        """What is asked of the properties of a table."""
        ...

    def elements(self, place: Place) -> tuple[str, Place]:
        """The variable for the elements of a list, and an element."""
        ...


Word = Callable[[Writer, Mapping[str, Any], Place], Iterator[Expression]]
OneWord = Callable[[Writer, Mapping[str, Any], Place], Expression]


def _compared(word: str, template: str) -> Word:
    def write(_: Writer, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
        yield Expression(template.format(place.code, literal(schema[word])))

    return write


def _pattern(_: Writer, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
    yield call(f"re.search({literal(schema['pattern'])}, {place.code})")


def _properties(all_: Writer, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
    yield from all_.properties(schema, place)


def _required(all_: Writer, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
    if "properties" not in schema:
        yield from all_.properties(schema, place)


def _items(all_: Writer, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
    variable, inner = all_.elements(place)
    yield call(f"all({all_.holds(schema['items'], inner).text} for {variable} in {place.code})")


def _has(all_: Writer, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
    variable, inner = all_.elements(place)
    each = all_.holds(schema["contains"], inner)
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    if least == 1 and most is None:
        yield call(f"any({each.text} for {variable} in {place.code})")
        return
    counted = f"sum(bool({each.text}) for {variable} in {place.code})"
    yield Expression(f"{counted} >= {least}")
    if most is not None:
        yield Expression(f"{counted} <= {most}")


def _unique(_: Writer, schema: Mapping[str, Any], place: Place) -> Iterator[Expression]:
    if schema["uniqueItems"]:
        yield call(f"all({place.code}.count(item) == 1 for item in {place.code})")


def _type(_: Writer, schema: Mapping[str, Any], place: Place) -> Expression:
    named = schema["type"]
    return any_of([_of_type(place.code, name)
                   for name in ([named] if isinstance(named, str) else named)])  # fmt: skip


def _of_type(code: str, name: str) -> Expression:
    found = is_a(code, _TYPES[name])
    if name in ("number", "integer"):
        return all_of([found, negated(is_a(code, "bool"))])
    return equals(code, None) if name == "null" else found


def _if(all_: Writer, schema: Mapping[str, Any], place: Place) -> Expression:
    met = all_.holds(schema["if"], place)
    then = all_.holds(schema.get("then", True), place)
    otherwise = all_.holds(schema.get("else", True), place)
    return all_of([any_of([negated(met), then]), any_of([met, otherwise])])


def _one_of(all_: Writer, schema: Mapping[str, Any], place: Place) -> Expression:
    inner = ", ".join(f"bool({all_.holds(each, place).text})" for each in schema["oneOf"])
    return Expression(f"[{inner}].count(True) == 1")


def _enum(_: Writer, schema: Mapping[str, Any], place: Place) -> Expression:
    values = literal(tuple(schema["enum"]))
    return Expression(f"{place.code} in {values}", COMPARISON, f"{place.code} not in {values}")


ANY: dict[str, OneWord] = {
    "const": lambda _, schema, place: equals(place.code, schema["const"]),
    "enum": _enum,
    "type": _type,
    "not": lambda all_, schema, place: negated(all_.holds(schema["not"], place)),
    "allOf": lambda all_, schema, place: all_of(all_.holds(s, place) for s in schema["allOf"]),
    "anyOf": lambda all_, schema, place: any_of(all_.holds(s, place) for s in schema["anyOf"]),
    "oneOf": _one_of,
    "if": _if,
}
TYPED: tuple[tuple[dict[str, Word], tuple[type, ...], str], ...] = (
    (
        {
            "pattern": _pattern,
            "minLength": _compared("minLength", "len({}) >= {}"),
            "maxLength": _compared("maxLength", "len({}) <= {}"),
        },
        (str,),
        "str",
    ),
    (
        {
            "minimum": _compared("minimum", "{} >= {}"),
            "maximum": _compared("maximum", "{} <= {}"),
            "exclusiveMinimum": _compared("exclusiveMinimum", "{} > {}"),
            "exclusiveMaximum": _compared("exclusiveMaximum", "{} < {}"),
            "multipleOf": _compared("multipleOf", "{} % {} == 0"),
        },
        (int, float),
        "int | float",
    ),
    (
        {
            "items": _items,
            "contains": _has,
            "minItems": _compared("minItems", "len({}) >= {}"),
            "maxItems": _compared("maxItems", "len({}) <= {}"),
            "uniqueItems": _unique,
        },
        (list,),
        "list",
    ),
    ({"properties": _properties, "required": _required}, (dict,), "dict"),
)
