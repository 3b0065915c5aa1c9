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

from testguard.model.mutant import Act, Mutant
from testguard.model.resource import Graph
from testguard.plugin.latecomer import Latecomer

SETTINGS, MOCKS = "pulumi.runtime.settings", "pulumi.runtime.mocks"
CONFIG, REGION = "pulumi.runtime.config", "aws:region"
_METHODS = ("RegisterResource", "ReadResource", "RegisterResourceOutputs")
_SEEN_BY_MOCKS = frozenset({Act.SET, Act.DROP, Act.REMOVE, Act.DUPLICATE, Act.PROVIDER})
_key: ContextVar[str | None] = ContextVar("testguard_test", default=None)


@dataclass
class PulumiTap:
    """Satisfies `testguard.plugin.AlteringTap`; tells where code below ``root`` declared resources.

    A resource belongs to the test in which it was constructed, even where its registration runs
    later; each monitor gives a graph of its own per test.
    """

    root: Path = field(default_factory=Path.cwd)
    _current: str = ""
    _ledgers: dict[tuple[str, int], Any] = field(default_factory=dict)
    _tapped: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    _undo: list[Callable[[], None]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _trial: bool = False
    _has_own_monitor: bool = False
    _mutant: Mutant | None = None
    _alteration: Any = None
    _errors: list[BaseException] = field(default_factory=list)

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

    @property
    def applied(self) -> int:
        """How often what is wrong was put where tests could see it."""
        return int(self._alteration.applied) if self._alteration else 0

    @property
    def visible(self) -> frozenset[Act]:
        """Plain mocks see properties and providers; a monitor of the user's sees the rest too."""
        return frozenset(Act) if self._has_own_monitor else _SEEN_BY_MOCKS

    def alter(self, mutant: Mutant) -> None:
        """From now on, register what ``mutant`` says in place of what the program asks for."""
        self._mutant = mutant

    def noticed(self, error: BaseException) -> bool | None:
        """No, where the mocks raised an error, or what it was raised from; else not known."""
        seen: BaseException | None = error
        while seen is not None:
            if any(seen is known for known in self._errors):
                return False
            seen = seen.__cause__ or seen.__context__
        return None

    def before_trial(self) -> None:
        """Let the event loop start threads of its own, and errors in `apply` keep their place."""
        self._trial = True
        if "asyncio" in sys.modules:
            import_module("testguard_pulumi.trials").renew_executor()

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
        if self._trial:
            self._undo.append(import_module("testguard_pulumi.trials").keep_tracebacks())

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
        self._has_own_monitor |= _is_own(type(monitor))
        for name in _METHODS:
            setattr(monitor, name, self._recording(monitor, getattr(monitor, name)))

    def _recording(self, monitor: Any, method: Callable[[Any], Any]) -> Callable[[Any], Any]:
        ledger_module = import_module("testguard_pulumi.ledger")
        wire = import_module("testguard_pulumi.wire")

        @wraps(method)
        def call(request: Any) -> Any:
            try:
                response = self._answer(monitor, method, request)
            except Exception as error:
                self._errors.append(error)
                raise
            with self._lock:
                place = (self._place(), id(monitor))
                ledger = self._ledgers.setdefault(place, ledger_module.Ledger(self.root))
                ledger.region = ledger.region or _plain(import_module(CONFIG).get_config(REGION))
                _record(ledger, request, response, wire.to_wire)
            return response

        return call

    def _answer(self, monitor: Any, method: Callable[[Any], Any], request: Any) -> Any:
        if self._mutant is None:
            return method(request)
        if self._alteration is None:
            self._alteration = import_module("testguard_pulumi.altering").Alteration(self._mutant)
            self._undo.append(self._alteration.begin())
        return self._alteration.around(method, request, monitor)

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


def _is_own(class_: type) -> bool:
    """Whether a monitor is one that the user wrote."""
    return not class_.__module__.startswith("pulumi.")


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""


def _resetter(module: ModuleType, original: Any) -> Callable[[], None]:
    def reset() -> None:
        module.configure = original  # type: ignore[attr-defined]

    return reset
