"""Relative paths of assets: a program means its own folder, node takes the one of its start.

The kernel's process keeps the folder in which it was started, so paths are made absolute on their
way to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsii

_TAKES_FILES = re.compile(r"asset|(?<!pro)file(?!name)|bundl|director|zip", re.IGNORECASE)
_FIELDS = ("path", "directory", "entry")
_OWNERS = re.compile(r"assets?\.|Function$|LayerVersion$")


@contextmanager
def seen_from_here() -> Iterator[None]:
    """Take relative paths of files that exist for those of this process's folder."""
    call, create = jsii.sinvoke, jsii.create

    @wraps(call)
    def sinvoke(class_: Any, method: str, args: list[Any] | None = None) -> Any:
        if _TAKES_FILES.search(method):
            args = [_absolute(each) for each in args or ()]
        return call(class_, method, args)

    @wraps(create)
    def made(class_: Any, instance: Any, args: list[Any] | None = None) -> Any:
        if _OWNERS.search(getattr(class_, "__jsii_type__", None) or ""):
            for each in args or ():
                _complete(getattr(each, "_values", None))
        return create(class_, instance, args)

    with patch.object(jsii, "sinvoke", sinvoke), patch.object(jsii, "create", made):
        yield


def _complete(values: dict[str, Any] | None) -> None:
    for name in _FIELDS:
        if values is not None and name in values:
            values[name] = _absolute(values[name])


def _absolute(value: Any) -> Any:
    if not isinstance(value, str) or not value or Path(value).is_absolute():
        return value
    file = Path(value)
    return str(file.resolve()) if file.exists() else value
