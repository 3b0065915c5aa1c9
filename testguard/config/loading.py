"""From files to a `Config`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from testguard.config.document import Document, Setting, read_whole
from testguard.config.keys import METRICS, config_table
from testguard.config.locate import Found, locate
from testguard.config.requirements import parse_requirements, requirements_in
from testguard.config.shape import Config
from testguard.config.values import switched_off


def load_config(
    root: Path | None = None,
    file: Path | None = None,
    *,
    start: Path,
    metrics: Collection[str] = METRICS,
) -> Config:
    """The configuration for the project around the folder ``start``.

    ``file`` is the configuration where one is named; otherwise the nearest ``pyproject.toml`` with
    ``[tool.testguard]`` or ``testguard.toml`` from ``start`` upwards counts, up to the folder that
    holds ``.git``. The root is ``root``, else the folder of the configuration, else the nearest
    folder that looks like a project, else ``start``. ``metrics`` are the names that may have a
    threshold.

    Raises `ConfigError`, which names file and line, for anything that is not a configuration.
    """
    return config_of(locate(root, file, start), metrics)


def config_of(
    found: Found,
    metrics: Collection[str] = METRICS,
    read: Callable[[str], Document] | None = None,
) -> Config:
    """The configuration that was found. Raises `ConfigError`.

    ``read`` gives the documents that it names, by their paths below the root.
    """
    if found.settings is None:
        return Config(found.root)
    fields = _fields(found.settings, metrics)
    named = fields.get("requirements")
    if isinstance(named, str):
        fields["requirements"] = requirements_in((read or _reader(found.root))(named))
    return Config(found.root, found.file, **fields)


def _reader(root: Path) -> Callable[[str], Document]:
    return lambda name: parse_requirements(read_whole(root / name, name), name)


def _fields(settings: Setting, metrics: Collection[str]) -> dict[str, Any]:
    keys = {entry.key: entry for entry in config_table()}
    fields: dict[str, Any] = {"ignore": ()}
    off: tuple[str, ...] = ()
    for name, setting in settings.entries():
        if name not in keys:
            raise setting.unknown(keys)
        fields[keys[name].field] = keys[name].read(setting, metrics)
        if name == "severity":
            off = switched_off(setting)
    fields["ignore"] += off
    fields["origins"] = tuple(_origins(settings))
    return fields


def _origins(setting: Setting) -> Iterator[tuple[str, str]]:
    if setting.key:
        yield setting.key, setting.origin
    if isinstance(setting.value, dict):
        for _, entry in setting.entries():
            yield from _origins(entry)
    elif isinstance(setting.value, list):
        for element in setting.elements():
            yield from _origins(element)
