"""The tap: records what a test session builds on whatever mocks its own tests set.

`pulumi.runtime.set_mocks` hands a monitor to `configure`; the tap lets the methods of that very
object also keep a ledger. Neither the monitor nor the user's mocks are replaced or wrapped. This
module imports nothing of pulumi, so that a session without it pays nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

from testguard.model.resource import Graph
from testguard.plugin.latecomer import Latecomer

SETTINGS, MOCKS = "pulumi.runtime.settings", "pulumi.runtime.mocks"
_METHODS = ("RegisterResource", "ReadResource", "RegisterResourceOutputs")
_key: ContextVar[str | None] = ContextVar("testguard_test", default=None)


@dataclass
class PulumiTap:
    """Satisfies `testguard.plugin.Tap`; tells where code below ``root`` declared resources.

    A resource belongs to the test in which it was constructed, even where its registration runs
    later; each monitor gives a graph of its own per test.
    """

    root: Path = field(default_factory=Path.cwd)
    _current: str = ""
    _ledgers: dict[tuple[str, int], Any] = field(default_factory=dict)
    _tapped: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    _undo: list[Callable[[], None]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    @property
    def key(self) -> str:
        """The id of the test that runs now."""
        return self._current

    @key.setter
    def key(self, key: str) -> None:
        self._current = key
        _key.set(key)

    @property
    def graphs(self) -> Mapping[str, Sequence[Graph]]:
        """What was built, by the key under which it was constructed."""
        found: dict[str, list[Graph]] = {}
        for (key, _), ledger in list(self._ledgers.items()):
            if ledger.entries:
                found.setdefault(key, []).append(ledger.graph(""))
        return found

    def install(self) -> None:
        """Listen from now on, or from the moment that tests import pulumi's mocks."""
        if MOCKS in sys.modules:
            self._attach()
        elif not self._undo:
            self._undo.append(Latecomer(MOCKS, self._attach).wait())

    def remove(self) -> None:
        """Leave pulumi, and every monitor, as they were found."""
        for undo in reversed(self._undo):
            undo()
        for monitor, own in self._tapped:
            for name in _METHODS:
                vars(monitor).pop(name, None)
            vars(monitor).update(own)
        self._undo.clear()
        self._tapped.clear()

    def _attach(self) -> None:
        for name in (SETTINGS, MOCKS):
            module = import_module(name)
            original = module.configure
            module.configure = self._listening(original)  # type: ignore[attr-defined]
            self._undo.append(_resetter(module, original))

    def _listening(self, original: Callable[[Any], None]) -> Callable[[Any], None]:
        @wraps(original)
        def configure(settings: Any) -> None:
            original(settings)
            monitor = getattr(settings, "monitor", None)
            if monitor is not None and all(hasattr(monitor, name) for name in _METHODS):
                self._tap(monitor)

        return configure

    def _tap(self, monitor: Any) -> None:
        if any(tapped is monitor for tapped, _ in self._tapped):
            return
        own = {name: vars(monitor)[name] for name in _METHODS if name in vars(monitor)}
        self._tapped.append((monitor, own))
        for name in _METHODS:
            setattr(monitor, name, self._recording(monitor, getattr(monitor, name)))

    def _recording(self, monitor: Any, method: Callable[[Any], Any]) -> Callable[[Any], Any]:
        ledger_module = import_module("testguard_pulumi.ledger")
        wire = import_module("testguard_pulumi.wire")

        @wraps(method)
        def call(request: Any) -> Any:
            response = method(request)
            with self._lock:
                place = (self._place(), id(monitor))
                ledger = self._ledgers.setdefault(place, ledger_module.Ledger(self.root))
                _record(ledger, request, response, wire.to_wire)
            return response

        return call

    def _place(self) -> str:
        """The test in whose context the call was scheduled, else the one that runs."""
        scheduled = _key.get()
        return self._current if scheduled is None else scheduled


def _record(ledger: Any, request: Any, response: Any, to_wire: Callable[[Any], Any]) -> None:
    if request.DESCRIPTOR.name == "RegisterResourceOutputsRequest":
        ledger.finish(request.urn, to_wire(request.outputs))
        return
    read = request.DESCRIPTOR.name == "ReadResourceRequest"
    answered = response.properties if read else response.object
    outputs = to_wire(answered)
    id_ = getattr(response, "id", "") or getattr(request, "id", "")
    region = ledger.region_of(request.provider) or _plain(outputs.get("region"))
    ledger.add(response.urn, request, {"id": id_, **outputs} if id_ else outputs, region=region)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""


def _resetter(module: ModuleType, original: Any) -> Callable[[], None]:
    def reset() -> None:
        module.configure = original  # type: ignore[attr-defined]

    return reset
