"""Compiling each file of the repository once for all forks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from _pytest.assertion import rewrite


def remember_code(root: Path) -> None:
    """From now on, keep the code of files below ``root``, as long as their text stays the same.

    Forks inherit it. What pytest and Python keep on disk does not do: tests may run where nothing
    can be written, or nothing should. The assertions in tests are rewritten once, too.
    """
    SourceFileLoader.get_code = _remembering(SourceFileLoader.get_code, root)  # type: ignore[method-assign]
    original = getattr(rewrite, "_rewrite_test", None)
    if original is not None:  # pytest has no other door
        rewrite._rewrite_test = _rewriting(original)  # noqa: SLF001


def _remembering(original: Callable[..., Any], root: Path) -> Callable[..., Any]:
    known: dict[tuple[str, int, int], CodeType | None] = {}

    @wraps(original)
    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        path = Path(loader.path)
        if not path.is_relative_to(root):
            found: CodeType | None = original(loader, fullname)
            return found
        key = _key(path)
        if key not in known:
            known[key] = original(loader, fullname)
        return known[key]

    return get_code


def _rewriting(original: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[str, int, int], Any] = {}

    @wraps(original)
    def rewrite_test(path: Path, config: Any) -> Any:
        key = _key(path)
        if key not in known:
            known[key] = original(path, config)
        return known[key]

    return rewrite_test


def _key(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return str(path), status.st_mtime_ns, status.st_size
