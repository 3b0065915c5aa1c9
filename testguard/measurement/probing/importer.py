"""Importing, or running by path, the probed form of a module under its own name and file."""

from __future__ import annotations

import builtins
import importlib.abc
import importlib.util
import runpy
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from inspect import getattr_static
from pathlib import Path, PurePosixPath
from types import CodeType, ModuleType
from typing import Any

from testguard.measurement.probing.instrument import PROBE, instrument
from testguard.measurement.probing.tally import Tally
from testguard.measurement.tracing import at_rest


class ProbedImports(importlib.abc.MetaPathFinder):
    """Finds the modules that have probes, first on ``sys.meta_path`` while installed.

    ``failed`` are the modules, by path relative to the root, that run as they are: they could not
    be probed, or were imported before.
    """

    def __init__(self, tally: Tally, root: Path) -> None:
        self._tally = tally
        self._modules = {str(root / module): module for module in tally.plan.sites}
        self._names = {_import_name(PurePosixPath(module)) for module in tally.plan.sites}
        self._run_path: Callable[..., Any] | None = None
        self._outer: Tally | None = None
        self.failed: set[str] = set()

    def install(self) -> None:
        """Begin to probe what is imported from now on."""
        self._outer = getattr(builtins, PROBE, None)
        setattr(builtins, PROBE, self._tally)
        sys.meta_path.insert(0, self)
        self.failed.update(self._imported())
        self._run_path = runpy._get_code_from_file  # type: ignore[attr-defined]  # noqa: SLF001
        runpy._get_code_from_file = self._code_from_file  # type: ignore[attr-defined]  # noqa: SLF001

    def remove(self) -> None:
        """Stop; what was imported keeps its probes, which report to the run around this one."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
            setattr(builtins, PROBE, self._outer or self._tally)
        if self._run_path is not None:
            runpy._get_code_from_file = self._run_path  # type: ignore[attr-defined]  # noqa: SLF001
            self._run_path = None

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a probed module, or None for any other."""
        if name.rpartition(".")[2] not in self._names:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin is None or self._module(spec.origin) is None:
            return None
        spec.loader = ProbedLoader(name, spec.origin, self)
        return spec

    def _imported(self) -> Iterator[str]:
        """The modules that were imported without probes, found without waking a lazy one."""
        for name, module in list(sys.modules.items()):
            known = name.rpartition(".")[2] in self._names
            spec = getattr_static(module, "__spec__", None) if known else None
            if isinstance(spec, ModuleSpec) and not isinstance(spec.loader, ProbedLoader):
                path = self._module(spec.origin) if spec.has_location and spec.origin else None
                if path is not None:
                    yield path

    def _module(self, origin: str) -> str | None:
        return self._modules.get(str(Path(origin).resolve())) or self._modules.get(origin)

    def code(self, origin: str, source: bytes) -> CodeType | None:
        """The probed code of the file at ``origin``, or None where it has no probes or fails."""
        module = self._module(origin)
        if module is None:
            return None
        try:
            with at_rest():
                tree = instrument(importlib.util.decode_source(source), self._tally.plan, module)
                return compile(tree, origin, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            self.failed.add(module)
            return None

    def _code_from_file(self, *arguments: str) -> Any:
        found = self._run_path(*arguments) if self._run_path else None
        fname = arguments[-1]  # behind the name of the run before 3.12
        probed = self.code(fname, Path(fname).read_bytes()) if self._module(fname) else None
        if probed is None:
            return found
        return (probed, *found[1:]) if isinstance(found, tuple) else probed


def _import_name(path: PurePosixPath) -> str:
    return path.parent.name if path.stem == "__init__" else path.stem


class ProbedLoader(SourceFileLoader):
    """Compiles the probed form of a module, and caches nothing."""

    def __init__(self, name: str, path: str, imports: ProbedImports) -> None:
        super().__init__(name, path)
        self._imports = imports

    def get_code(self, fullname: str) -> CodeType | None:
        """The probed code, or the plain one where probing fails."""
        probed = self._imports.code(self.path, self.get_data(self.path))
        return probed if probed is not None else super().get_code(fullname)
