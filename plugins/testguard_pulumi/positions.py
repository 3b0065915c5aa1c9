"""Where in the user's code a resource was declared, as Pulumi's SDK tells its engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

INSTALLED = frozenset({"site-packages", "dist-packages"})


def source_of(request: Any, root: Path) -> str:
    """``lib/tap_stack.py:121``, the innermost place below ``root`` that led to a registration.

    "" where none is known. Code that is installed below ``root`` is not the user's.
    """
    for position in _positions(request):
        file = Path(unquote(urlsplit(position.uri).path))
        if file.is_relative_to(root) and INSTALLED.isdisjoint(file.parts):
            return f"{file.relative_to(root).as_posix()}:{position.line}"
    return ""


def _positions(request: Any) -> Iterator[Any]:
    """The stack of the constructor's call, innermost first; older SDKs send its top alone."""
    if request.HasField("sourcePosition"):
        yield request.sourcePosition
    if hasattr(request, "stackTrace"):
        yield from (frame.pc for frame in request.stackTrace.frames)
