"""JSON Schema for properties, and the keywords that requirements add to it.

``min-instance-class``, ``max-instance-class``, ``instance-families``, ``instance-sizes`` and
``burstable`` speak of an instance class: of a string, or of the property of a resource that holds
one. ``target`` speaks of the resource that a property refers to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, SchemaError, ValidationError
from jsonschema.validators import extend

from testguard.errors import ConfigError
from testguard.model.requirement import Requirement
from testguard.requirements.instance_classes import (
    InstanceClass,
    at_least,
    is_size,
    parse_class,
    unknown_class,
    unknown_family,
)
from testguard.requirements.types import is_type, kind_of
from testguard.requirements.views import Pointing, view

CLASS_PROPERTIES = (
    "DBInstanceClass", "instanceClass", "CacheNodeType", "nodeType", "NodeType", "instanceType",
    "InstanceType", "ReplicationInstanceClass", "replicationInstanceClass",
)  # fmt: skip
CLASS_KEYWORDS = (
    "min-instance-class", "max-instance-class", "instance-families", "instance-sizes", "burstable",
)  # fmt: skip
TARGET_KEYS = ("resource", "region", "must")
Errors = Iterator[ValidationError]
Judge = Callable[[InstanceClass, Any], str]


def errors_in(schema: Mapping[str, Any], properties: Mapping[str, Any]) -> list[str]:
    """What is wrong with ``properties``, in sentences; empty where they satisfy ``schema``."""
    found = sorted(
        _VALIDATOR(schema).iter_errors(properties), key=lambda error: list(map(str, error.path))
    )
    return [_sentence(error) for error in found]


def satisfies(schema: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:
    """Whether nothing is wrong with ``properties``."""
    return not schema or _VALIDATOR(schema).is_valid(properties)


def check_requirement(requirement: Requirement) -> None:
    """Raise `ConfigError`, which names the line, for a requirement that cannot mean anything."""
    types = [("resource", requirement.resource)] if requirement.resource else []
    if requirement.resource:
        types += [("depends-on", each) for each in requirement.depends_on]
        types += [("references", each) for each in requirement.references]
    for key, type_ in types:
        if not is_type(type_):
            raise _error(requirement, key, f"{type_!r} is no type of resource", _TYPES)
    for key, schema in (("where", requirement.where), ("must", requirement.must)):
        _check_schema(requirement, key, schema)


def _check_schema(requirement: Requirement, key: str, schema: Mapping[str, Any]) -> None:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        path = ".".join([key, *map(str, error.path)])
        raise _error(requirement, path, f"{path} is no JSON Schema: {error.message}") from error
    for path, word, value in _own_keywords(schema, key):
        wrong = _wrong(word, value)
        if wrong:
            raise _error(requirement, path, f"{path}: {wrong}")


def _own_keywords(schema: object, path: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(schema, Mapping):
        for name, value in schema.items():
            here = f"{path}.{name}"
            if name in (*CLASS_KEYWORDS, "target"):
                yield here, name, value
            yield from _own_keywords(value, here)
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from _own_keywords(value, f"{path}[{index}]")


def _wrong(word: str, value: Any) -> str:
    """What is wrong with the value of one of our keywords, or ""."""
    if word in ("min-instance-class", "max-instance-class"):
        return (unknown_class(value) or "") if isinstance(value, str) else "is not a string"
    if word == "burstable":
        return "" if isinstance(value, bool) else "is not true or false"
    if word == "target":
        return _wrong_target(value)
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        return "is not a list of strings"
    if word == "instance-families":
        return next((wrong for each in value if (wrong := unknown_family(each))), "")
    return next((f"{each!r} is no size such as large" for each in value if not is_size(each)), "")


def _wrong_target(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "is not a table"
    unknown = [key for key in value if key not in TARGET_KEYS]
    if unknown:
        return f"has the unknown key {unknown[0]!r}; known are {', '.join(TARGET_KEYS)}"
    return "" if is_type(str(value.get("resource", ""))) else f"needs a `resource`: {_TYPES}"


def _error(requirement: Requirement, key: str, message: str, hint: str = "") -> ConfigError:
    return ConfigError(f"{requirement.at(key)}: requirement {requirement.id}: {message}", hint=hint)


def _about_class(judge: Judge) -> Callable[[Any, Any, Any, Any], Errors]:
    """A keyword that speaks of an instance class."""

    def check(_: Any, expected: Any, instance: Any, __: Any) -> Errors:
        name, text = _class_in(instance)
        parsed = parse_class(text) if isinstance(text, str) else None
        if text is None:
            yield ValidationError("has no instance class")
        elif parsed is None:
            yield ValidationError(
                f"{name}{text!r} is no instance class that is known before it is deployed"
            )
        elif complaint := judge(parsed, expected):
            yield ValidationError(f"{name}{parsed.text} {complaint}")

    return check


def _class_in(instance: Any) -> tuple[str, Any]:
    """What to call the instance class that a value is or holds, and that class."""
    if not isinstance(instance, dict):
        return "", instance
    held = [instance[name] for name in CLASS_PROPERTIES if name in instance]
    return "its instance class ", held[0] if held else None


def _at_least(own: InstanceClass, expected: str) -> str:
    limit = parse_class(expected)
    larger = at_least(own, limit) if limit else None
    if larger:
        return ""
    if larger is None:
        return f"does not compare with {expected}, the smallest that is allowed"
    if own.burstable and limit and not limit.burstable:
        return f"is burstable, and {expected}, the smallest that is allowed, is not"
    return f"is smaller than {expected}"


def _at_most(own: InstanceClass, expected: str) -> str:
    limit = parse_class(expected)
    smaller = at_least(limit, own) if limit else None
    if smaller:
        return ""
    if smaller is None:
        return f"does not compare with {expected}, the largest that is allowed"
    return f"is larger than {expected}"


def _of_families(own: InstanceClass, expected: list[str]) -> str:
    return "" if own.family in expected else f"is not of the family {' or '.join(expected)}"


def _of_sizes(own: InstanceClass, expected: list[str]) -> str:
    return "" if own.size in expected else f"is not of the size {' or '.join(expected)}"


def _burstable(own: InstanceClass, expected: bool) -> str:
    if own.burstable == expected:
        return ""
    return "is burstable" if own.burstable else "is not burstable"


def _target(_: Any, expected: Mapping[str, Any], instance: Any, __: Any) -> Errors:
    """The resource that a property refers to is of a type, in a region, and satisfies a schema."""
    found = instance.targets if isinstance(instance, Pointing) else ()
    wanted = kind_of(expected["resource"])
    fitting = [
        (graph, each)
        for graph, each in found
        if kind_of(each.type) == wanted
        and expected.get("region", "") in ("", each.region or graph.region)
    ]
    where = f" in {expected['region']}" if expected.get("region") else ""
    if not fitting:
        yield ValidationError(f"does not refer to an {expected['resource']}{where}")
        return
    for graph, each in fitting:
        for complaint in errors_in(expected.get("must", {}), view(graph, each)):
            yield ValidationError(f"refers to {each.name}, and there: {complaint}")


def _sentence(error: ValidationError) -> str:
    path = ".".join(map(str, error.path))
    return f"{path}: {error.message}" if path else error.message


_TYPES = "write it like AWS::RDS::DBInstance or aws:rds/instance:Instance"
_VALIDATOR = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {
        "min-instance-class": _about_class(_at_least),
        "max-instance-class": _about_class(_at_most),
        "instance-families": _about_class(_of_families),
        "instance-sizes": _about_class(_of_sizes),
        "burstable": _about_class(_burstable),
        "target": _target,
    },
)
