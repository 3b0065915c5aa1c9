"""``requirements``: tables in the configuration, or a file of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from testguard.config.document import Document, Setting, parse_document
from testguard.config.values import text, texts
from testguard.config.yaml_document import parse_yaml
from testguard.model.requirement import Requirement

SHORTHANDS = (
    "min-instance-class", "max-instance-class", "instance-families", "instance-sizes", "burstable",
)  # fmt: skip
COUNTS = ("min-count", "max-count", "distinct-regions")
TEXTS = ("id", "text", "resource", "region", "stack")
LISTS = ("depends-on", "references")
SCHEMAS = ("where", "must")
KEYS = (*TEXTS, *SCHEMAS, *COUNTS, *LISTS, *SHORTHANDS)
DEMANDS = ("must", *COUNTS, *LISTS, *SHORTHANDS)
OF_RESOURCES = ("where", "must", "references", *SHORTHANDS)


def read_requirements(setting: Setting) -> tuple[Requirement, ...]:
    """The requirements in a list of tables. Raises `ConfigError`, which names the line."""
    found: dict[str, Requirement] = {}
    for element in setting.elements("a list of tables, or the path of a file"):
        requirement = _requirement(element)
        if requirement.id in found:
            first = found[requirement.id].origin
            raise element.error(f"the requirement {requirement.id} stands at {first} already")
        found[requirement.id] = requirement
    return tuple(found.values())


def requirements_or_file(setting: Setting) -> tuple[Requirement, ...] | str:
    """The requirements, or the path of the file that states them. Raises `ConfigError`."""
    return text(setting) if isinstance(setting.value, str) else read_requirements(setting)


def requirements_in(document: Document) -> tuple[Requirement, ...]:
    """The requirements of a file of their own: its key ``requirements``. Raises `ConfigError`."""
    for name, setting in Setting(document, (), document.data).entries():
        if name != "requirements":
            raise setting.unknown(["requirements"])
        return read_requirements(setting)
    return ()


def parse_requirements(data: bytes, name: str) -> Document:
    """A file of requirements, by its ending YAML or TOML. Raises `ConfigError`."""
    return (
        parse_yaml(data, name) if name.endswith((".yaml", ".yml")) else parse_document(data, name)
    )


def _requirement(setting: Setting) -> Requirement:
    parts = dict(setting.entries())
    for name, part in parts.items():
        if name not in KEYS:
            raise part.unknown(KEYS)
    if "id" not in parts:
        raise setting.error(f"{setting.key} has no id", 'add id = "DR-1"')
    _check_meaning(setting, parts)
    fields: dict[str, Any] = {}
    for names, read in _READERS:
        fields.update({_field(name): read(parts[name]) for name in names if name in parts})
    shorthands = {name: _plain(parts[name].value) for name in SHORTHANDS if name in parts}
    made = Requirement(**fields, origin=setting.origin, origins=tuple(_origins(setting)))
    return replace(made, must={**made.must, **shorthands})


def _check_meaning(setting: Setting, parts: dict[str, Setting]) -> None:
    """What only makes sense together."""
    if not any(name in parts for name in DEMANDS):
        hint = f"add one of {', '.join(DEMANDS)}"
        raise setting.error(f"{setting.key} demands nothing", hint)
    if "resource" in parts:
        return
    for name in OF_RESOURCES:
        if name in parts:
            hint = 'add resource = "AWS::RDS::DBInstance", or whatever it is about'
            raise parts[name].error(
                f"{parts[name].key} is about resources, and none is named", hint
            )


def _field(name: str) -> str:
    return name.replace("-", "_")


def _count(setting: Setting) -> int:
    value = setting.value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise setting.wrong("a whole number of at least 0")
    return value


def _schema(setting: Setting) -> dict[str, Any]:
    return {name: _plain(part.value) for name, part in setting.entries()}


def _plain(value: Any) -> Any:
    """A value with numbers as JSON Schema compares them."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _origins(setting: Setting, before: str = "") -> Iterator[tuple[str, str]]:
    """Where each key of a requirement is written, as ``must.properties.engine``."""
    entries: Iterable[tuple[str, Setting]] = ()
    if isinstance(setting.value, dict):
        entries = setting.entries()
    for name, part in entries:
        path = f"{before}.{name}" if before else name
        yield path, part.origin
        if not before and name in SHORTHANDS:
            yield f"must.{name}", part.origin
        yield from _origins(part, path)


_READERS: tuple[tuple[tuple[str, ...], Callable[[Setting], object]], ...] = (
    (TEXTS, text),
    (LISTS, texts),
    (COUNTS, _count),
    (SCHEMAS, _schema),
)
