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
    return {real for file in own if (real := os.path.realpath(file)).startswith(start)}


def _file_of(module: object) -> str:
    """The file of a module, read without waking a module that is imported lazily."""
    try:
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return ""
    return file if isinstance(file, str) and "site-packages" not in file else ""
