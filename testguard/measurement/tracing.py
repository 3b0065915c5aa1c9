"""Coverage's tracer, and taking it away while no code that is measured can run.

It is called for each function and line of any code, pytest's own included. Not from Python 3.12 on:
there, setting a tracer makes Python instrument all code anew.
"""

from __future__ import annotations

import sys
import sysconfig
from contextlib import AbstractContextManager, nullcontext
from functools import cache, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import _pytest
from coverage import Coverage
from coverage.exceptions import ConfigError
from msgspec import Struct

CHEAP = sys.version_info < (3, 12)
OURS = Path(__file__).resolve().parents[1]


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
        """Give it back, unless somebody has set another one."""
        if self._taken is not None and sys.gettrace() is None:
            sys.settrace(self._taken)
            _called()


def _called() -> None:
    """Coverage's tracer sees a frame's end only when it has seen a call before."""


class Resting(Struct, frozen=True):
    """Where a tracer of the type ``tracer`` may rest: not in code of ``folders`` or ``packages``.

    ``libraries`` are where packages are installed.
    """

    tracer: type
    folders: tuple[Path, ...]
    packages: frozenset[str]
    libraries: tuple[Path, ...]

    def is_foreign(self, file: str, package: str) -> bool:
        """Whether code is of an installed library, or testguard's, and is not measured.

        Coverage leaves out libraries that are installed below a folder which it measures.
        """
        path = Path(file).resolve()
        home = next((each for each in (*self.libraries, OURS) if path.is_relative_to(each)), None)
        if home is None or package in self.packages:
            return False
        around = (each for each in self.folders if path.is_relative_to(each))
        return not any(home == OURS or each.is_relative_to(home) for each in around)


def at_rest() -> AbstractContextManager[None]:
    """A context for code of pytest and testguard alone."""
    coverage = Coverage.current()
    resting = resting_for(coverage) if coverage is not None else None
    return nullcontext() if resting is None else AtRest(resting.tracer)


@lru_cache(maxsize=1)  # as paths are when it is first asked, like coverage itself
def resting_for(coverage: Coverage) -> Resting | None:
    """Where the tracer may rest; None where that costs, or what is measured cannot be told."""
    tracer = _c_tracer() if CHEAP else None
    sources: Any = coverage.get_option("run:source") or ()
    others = ("run:cover_pylib", "run:source_pkgs", "run:source_dirs", "run:include")
    if tracer is None or not sources or any(_option(coverage, each) for each in others):
        return None
    resting = Resting(
        tracer,
        tuple(Path(each).resolve() for each in sources),
        frozenset(str(each).partition(".")[0] for each in sources),
        tuple({Path(sysconfig.get_path(each)).resolve() for each in ("purelib", "platlib")}),
    )
    own = ((__file__, "testguard"), (_pytest.__file__, "_pytest"), (_pytest.__file__, "pytest"))
    return resting if all(resting.is_foreign(*each) for each in own) else None


def _option(coverage: Coverage, name: str) -> Any:
    try:
        return coverage.get_option(name)
    except ConfigError:  # older releases do not know all of them
        return None


@cache
def _c_tracer() -> type | None:
    """The type of the tracer in C, which is set as by `sys.settrace`."""
    try:
        from coverage.tracer import CTracer  # noqa: PLC0415 - coverage may lack it
    except ImportError:
        return None
    found: type = CTracer
    return found
