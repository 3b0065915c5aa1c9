"""Whether a pytest run is to be measured: asked in every run, so nothing is imported for it."""

from __future__ import annotations

import gc
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

IDLE = (
    "help", "version", "collectonly", "markers", "showfixtures", "show_fixtures_per_test",
    "cacheshow", "setuponly", "setupplan",
)  # fmt: skip
SECTION = b"tool.testguard"


@contextmanager
def plain_imports(config: pytest.Config, *, set_aside: bool = False) -> Iterator[None]:
    """Import testguard unrewritten, and collect no garbage meanwhile: both cost much.

    With ``set_aside``, what was loaded so far, which stays for good, is collected once and then
    passed over: else every full collection during the tests would go through testguard as well.
    """
    hook: Any = getattr(config.pluginmanager, "rewrite_hook", None)
    finders, collecting = list(sys.meta_path), gc.isenabled()
    sys.meta_path[:] = [finder for finder in finders if finder is not hook]
    gc.disable()
    try:
        yield
    finally:
        joined = [finder for finder in sys.meta_path if finder not in finders]
        sys.meta_path[:] = [*finders, *joined]  # six, say, finds its own modules
        (gc.enable if collecting else gc.disable)()
        if set_aside and collecting:
            _set_aside()


@cache
def _set_aside() -> None:
    """Once a process, for later there are objects of the user's."""
    gc.collect()
    gc.freeze()


def wanted(options: Namespace, *starts: Path) -> bool:
    """Whether a run with these options, started here, is to be measured."""
    nested = any(type(finder).__name__ == "ProbedImports" for finder in sys.meta_path)
    if nested or options.no_testguard or any(getattr(options, name, False) for name in IDLE):
        return False
    return options.testguard or any(configured(start) for start in starts)


def configured(start: Path) -> bool:
    """Whether the nearest configuration around a folder is one of testguard's."""
    for folder in (start, *start.parents):
        pyproject, own = folder / "pyproject.toml", folder / "testguard.toml"
        here = own.is_file() or (pyproject.is_file() and SECTION in pyproject.read_bytes())
        if here or (folder / ".git").exists():
            return here
    return False
