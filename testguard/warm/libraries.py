"""Which modules are no part of the repository, so that they can be imported ahead of a run."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

from _pytest.assertion.rewrite import AssertionRewritingHook

INSTALLED = ("site-packages", "dist-packages")
# what a module that worked in a test run may raise where it is imported alone
ODDITIES = (ImportError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)


def libraries(before: Collection[str]) -> tuple[str, ...]:
    """Installed modules that were imported since ``before``, in the order of their import.

    Left out is what pytest rewrites: that must be imported anew, by pytest.
    """
    return tuple(
        name
        for name, module in list(sys.modules.items())
        if name not in before and _is_library(name, module)
    )


def import_all(names: Sequence[str], environment: Mapping[str, str]) -> None:
    """Import what is not there yet, with these variables set meanwhile.

    A module that cannot be imported here is left to the tests.
    """
    missing = [name for name in names if name not in sys.modules]
    with _set(environment):
        for name in missing:
            try:
                import_module(name)
            except ODDITIES:
                sys.modules.pop(name, None)


def _is_library(name: str, module: ModuleType | None) -> bool:
    spec = vars(module).get("__spec__") if type(module) is ModuleType else None
    if spec is None or spec.name != name or isinstance(spec.loader, AssertionRewritingHook):
        return False
    origin = spec.origin or next(iter(spec.submodule_search_locations or ()), "")
    return origin in {"built-in", "frozen"} or _is_installed(origin)


def _is_installed(path: str) -> bool:
    standard = sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")
    return any(part in INSTALLED for part in Path(path).parts) or path.startswith(standard)


@contextmanager
def _set(environment: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
