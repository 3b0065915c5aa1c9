"""What a pytest process leaves behind while it runs, and what it imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from testguard.measurement.coverage_setup import Setup, measure_subprocesses
from testguard.measurement.running import begin


def open_session(root: Path, setup: Setup, shard: str) -> Callable[[], None]:
    """Mark the run as begun and have subprocesses measured; gives what undoes both."""
    mark = begin(root, shard)
    variable = measure_subprocesses(setup)

    def close() -> None:
        if variable:
            os.environ.pop(variable, None)
        if mark is not None:
            mark.remove()

    return close


def imported_below(root: Path) -> set[str]:
    """The real paths of the modules that are loaded from the project itself."""
    start = str(root.resolve()) + os.sep
    files = {file for module in list(sys.modules.values()) if (file := _file_of(module))}
    own = (file for file in files if not file.startswith(sys.base_prefix + os.sep))
    real = _RealPaths()
    return {path for file in own if (path := real[file]).startswith(start)}


class _RealPaths(dict[str, str]):
    """`os.path.realpath` of files, which asks about each folder once."""

    def __init__(self) -> None:
        super().__init__()
        self._folders: dict[str, str] = {}

    def __missing__(self, file: str) -> str:
        folder, name = os.path.split(file)
        if os.path.islink(file):  # noqa: PTH114 - asked of every module
            return os.path.realpath(file)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        return os.path.join(self._folders[folder], name)  # noqa: PTH118 - the same


def _file_of(module: object) -> str:
    """The file of a module, read without waking a module that is imported lazily."""
    try:
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return ""
    return file if isinstance(file, str) and "site-packages" not in file else ""
