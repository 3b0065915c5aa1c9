"""Giving a module another text when it is imported, or run by its path; never on disk."""

from __future__ import annotations

import linecache
import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any
from unittest.mock import patch


@dataclass
class Spoiling:
    """One file that has another text; ``applied`` counts how often it was taken."""

    file: Path
    text: str
    applied: int = 0

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Whoever imports the file from now on gets the other text; tracebacks show it too."""
        name = str(self.file)
        linecache.cache[name] = (len(self.text), None, self.text.splitlines(keepends=True), name)
        with (
            patch.object(SourceFileLoader, "get_code", self._get_code(SourceFileLoader.get_code)),
            patch.object(runpy, "_get_code_from_file", self._from_file(_from_file())),
        ):
            yield

    def _code(self, file: str) -> CodeType | None:
        if Path(file).resolve() != self.file:
            return None
        self.applied += 1
        return compile(self.text, file, "exec", dont_inherit=True)

    def _get_code(self, original: Any) -> Any:
        def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
            code = self._code(loader.path)
            return original(loader, fullname) if code is None else code

        return get_code

    def _from_file(self, original: Any) -> Any:
        def from_file(*arguments: str) -> Any:
            code = self._code(arguments[-1])  # behind the name of the run before 3.12
            if code is None:
                return original(*arguments)
            return (code, arguments[-1]) if len(arguments) > 1 else code

        return from_file


def _from_file() -> Any:
    return runpy._get_code_from_file  # type: ignore[attr-defined]  # noqa: SLF001
