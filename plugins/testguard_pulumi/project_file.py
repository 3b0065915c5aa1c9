"""What ``Pulumi.yaml`` says of the program; apart, because a YAML library takes long to import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def main_of(text: str) -> str | None:
    """The ``main`` of a Python project, "." by default; None for a project in another language.

    Raises `ValueError` with a reason where ``text`` cannot be parsed.
    """
    project = _load(text)
    if _runtime(project) != "python":
        return None
    main = project.get("main")
    return main if isinstance(main, str) and main else "."


def _load(text: str) -> Mapping[str, Any]:
    try:
        document = yaml.load(text, _LOADER)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise ValueError(f"{place}{getattr(error, 'problem', None) or error}") from error
    return document if isinstance(document, dict) else {}


def _runtime(project: Mapping[str, Any]) -> object:
    runtime = project.get("runtime")
    return runtime.get("name") if isinstance(runtime, dict) else runtime
