"""A YAML file as a `Document`: its data, and the line of each key.

The parser is imported where there is something to parse, because test runs seldom have anything.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testguard.config.document import Document
from testguard.config.lines import KeyPath
from testguard.errors import ConfigError

if TYPE_CHECKING:
    import yaml

LIST = "requirements"  # the key under which a list that stands alone is meant


def parse_yaml(data: bytes, name: str) -> Document:
    """The one document in ``data``, called ``name`` in messages.

    Raises `ConfigError` for what is not YAML, or is nested too deeply.
    """
    import yaml

    loader = None
    try:
        loader = yaml.SafeLoader(data)
        node = loader.get_single_node()
        lines: dict[KeyPath, int] = {}
        top: KeyPath = () if node is None or isinstance(node, yaml.MappingNode) else (LIST,)
        content = {} if node is None else _read(loader, node, top, lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        raise ConfigError(f"{name}{where}: not valid YAML: {what}") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: is nested too deeply to be a configuration") from error
    finally:
        if loader is not None:
            loader.dispose()
    return Document(name, {LIST: content} if top else content, lines)


def _read(
    loader: yaml.SafeLoader, node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int]
) -> Any:
    """The value of ``node``; the lines of all that is in it are noted."""
    import yaml

    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        loader.flatten_mapping(node)
        read: dict[str, Any] = {}
        for key, value in node.value:
            name = str(loader.construct_object(key, deep=True))
            read[name] = _read(loader, value, (*path, name), lines)
            lines[(*path, name)] = key.start_mark.line + 1
        return read
    if isinstance(node, yaml.SequenceNode):
        return [_read(loader, each, (*path, at), lines) for at, each in enumerate(node.value)]
    return loader.construct_object(node)
