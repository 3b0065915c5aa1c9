"""Being told of the import of a module that nobody wants to import first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType


class Latecomer(MetaPathFinder):
    """Calls back once, right after the module ``name`` was imported, or before if ``early``."""

    def __init__(self, name: str, then: Callable[[], None], *, early: bool = False) -> None:
        self._name = name
        self._then = then
        self._early = early

    def wait(self) -> Callable[[], None]:
        """Begin to wait; what is returned gives up."""
        sys.meta_path.insert(0, self)
        return self._leave

    def _leave(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that others find, with a loader that calls back."""
        del path, target
        if fullname != self._name:
            return None
        self._leave()
        if self._early:
            self._then()
            return None
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Announcing(spec.loader, self._then)
        return spec


class _Announcing(Loader):
    """A loader that says when it is done."""

    def __init__(self, loader: Loader, then: Callable[[], None]) -> None:
        self._loader = loader
        self._then = then

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """As the loader does, then call back."""
        self._loader.exec_module(module)
        self._then()
