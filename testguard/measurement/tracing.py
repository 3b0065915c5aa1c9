"""Coverage's tracer, and taking it away while no code of the project can run.

It is called for each function and line of any code, pytest's own included. Not from Python 3.12 on:
there, setting a tracer makes Python instrument all code anew.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import _pytest
from coverage import Coverage

CHEAP = sys.version_info < (3, 12)
OTHERS = frozenset({"_pytest", "pluggy", "pytest", "testguard"})


class AtRest:
    """A context in which a tracer of this type is not called; any other one stays."""

    def __init__(self, tracer: type) -> None:
        self._type = tracer
        self._taken: Any = None

    def __enter__(self) -> None:
        """Take the tracer away."""
        tracer = sys.gettrace()
        if type(tracer) is self._type:
            self._taken = tracer
            sys.settrace(None)

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Give it back."""
        if self._taken is not None:
            sys.settrace(self._taken)
            _called()


def _called() -> None:
    """Coverage's tracer sees a frame's end only when it has seen a call before."""


def at_rest() -> AbstractContextManager[None]:
    """A context for code of pytest and testguard alone."""
    coverage = Coverage.current()
    tracer = tracer_type(coverage) if coverage is not None else None
    return nullcontext() if tracer is None else AtRest(tracer)


def tracer_type(coverage: Coverage) -> type | None:
    """The type of the tracer that may be taken away; None where that costs, or sees less."""
    return _c_tracer() if CHEAP and _measures_others(coverage) else None


def sources_of(coverage: Coverage) -> set[str]:
    """What is measured: folders, and names of packages."""
    found: Any = coverage.get_option("run:source")
    return {str(each) for each in found or ()}


@cache
def _c_tracer() -> type | None:
    """The type of the tracer in C, which is set as by `sys.settrace`."""
    try:
        from coverage.tracer import CTracer  # noqa: PLC0415 - coverage may lack it
    except ImportError:
        return None
    found: type = CTracer
    return found


def _measures_others(coverage: Coverage) -> bool:
    """Whether what is measured is neither pytest, nor testguard, nor the standard library."""
    if coverage.get_option("run:cover_pylib") or coverage.get_option("run:source_pkgs"):
        return False
    sources = sources_of(coverage)
    files = [Path(file) for file in (__file__, _pytest.__file__)]
    within = (file.is_relative_to(Path(each).resolve()) for file in files for each in sources)
    return not (sources & OTHERS or any(within))
