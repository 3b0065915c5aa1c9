"""The project around a stack module: its app command, and the context of its files.

Formats: https://docs.aws.amazon.com/cdk/v2/guide/cli.html and
https://docs.aws.amazon.com/cdk/v2/guide/context.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from testguard.errors import BuildError
from testguard_cdk.recognition import Cdk

NAME, LOOKUPS = "cdk.json", "cdk.context.json"


class App(Struct, frozen=True):
    """The app of a project: its folder, its Python program if there is one, and its context."""

    folder: Path
    program: Path | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


def find_app(module: Path, root: Path) -> App:
    """The app of the nearest ``cdk.json`` from the folder of ``module`` up to ``root``.

    Without one, an app without a program in the folder ``root``. Raises `BuildError` for files
    that cannot be read.
    """
    folders = [each for each in (module.parent, *module.parents) if each.is_relative_to(root)]
    for folder in dict.fromkeys(folders):
        if (folder / NAME).is_file():
            return _read(folder)
    return App(root)


def _read(folder: Path) -> App:
    settings = _load(folder / NAME)
    context = settings.get("context")
    declared = context if isinstance(context, dict) else {}
    names = Cdk().programs(NAME, json.dumps(settings))
    files = [file for name in names for file in _files(folder / name) if file.is_file()]
    lookups = _load(folder / LOOKUPS) if (folder / LOOKUPS).is_file() else {}
    return App(folder, next(iter(files), None), {**lookups, **declared})


def _files(named: Path) -> tuple[Path, ...]:
    return (named / "__main__.py",) if named.is_dir() else (named.resolve(),)


def _load(file: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f"{file} cannot be read: {' '.join(str(error).split())}") from error
    return document if isinstance(document, dict) else {}
