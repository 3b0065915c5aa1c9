"""Where in the user's code constructs were declared, told from Python's stack while they are made.

jsii is asked to create every construct with its scope and id, so paths are known without asking
the kernel.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from os import sep
from pathlib import Path
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

_INSTALLED = (f"{sep}site-packages{sep}", f"{sep}dist-packages{sep}")


@dataclass
class Sources:
    """Places below ``root``, such as ``lib/tap_stack.py:121``, of constructs by their paths."""

    root: Path
    _paths: WeakKeyDictionary[Any, tuple[Any, str]] = field(default_factory=WeakKeyDictionary)
    _found: WeakKeyDictionary[Any, dict[str, str]] = field(default_factory=WeakKeyDictionary)

    def listen(self) -> Callable[[], None]:
        """Begin to note; what is returned stops."""
        jsii = import_module("jsii")
        original = jsii.create

        @wraps(original)
        def create(class_: type, made: Any, args: Sequence[Any] | None = None) -> Any:
            reference = original(class_, made, args)
            self._note(made, args or ())
            return reference

        jsii.create = create  # type: ignore[attr-defined]
        return lambda: setattr(jsii, "create", original)

    def of(self, app: Any) -> Mapping[str, str]:
        """The places of the constructs of one app, by their paths."""
        return self._found.get(app, {})

    def _note(self, made: Any, args: Sequence[Any]) -> None:
        if len(args) > 1 and isinstance(args[1], str) and args[0] in self._paths:
            top, above = self._paths[args[0]]
            path = f"{above}/{args[1]}" if above else args[1]
            self._paths[made] = (top, path)
            self._found.setdefault(top, {})[path] = place_in(self.root)
        elif len(args) <= 1:  # an app, or what is no construct
            self._paths[made] = (made, "")


def place_in(root: Path) -> str:
    """The innermost frame of code below ``root`` that is not installed there, or ""."""
    start = f"{root}{sep}"
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - tracebacks cost more
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(start) and not any(each in file for each in _INSTALLED):
            return f"{Path(file).relative_to(root).as_posix()}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


def owner_of(path: str, sources: Mapping[str, str]) -> str:
    """The path of the construct at ``path``, or of the nearest one around it, that code made."""
    while path and not sources.get(path):
        path = path.rpartition("/")[0]
    return path


def source_of(path: str, sources: Mapping[str, str]) -> str:
    """The place of the construct at ``path``, else of the nearest one around it; "" for none."""
    return sources.get(owner_of(path, sources), "")
