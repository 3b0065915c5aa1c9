"""Forks of a process that has imported the CDK: each gets a kernel of its own.

jsii talks with its kernel, a node process, through one pipe: two processes that share it read each
other's answers, and one that is stopped in between leaves the pipe out of step. So the process that
forks imports the CDK without a kernel; what modules ask the kernel to load when they are imported
is asked again in the fork. A kernel is slow at whatever it does for the first time, so a fork that
waits for work has it do the usual once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

from testguard.errors import BuildError
from testguard.plugin.latecomer import Latecomer
from testguard_cdk.node import QUIET, chosen_node

KERNEL, PROVIDER, RUNTIME = "jsii._kernel", "jsii._kernel.providers.process", "jsii._runtime"
CORE, ASSERTIONS = "aws_cdk", "aws_cdk.assertions"
VALIDATION = "CDK_VALIDATION"
EVERY_RESOURCE_HAS = "PROPERTY_INJECTION_ID"


class HeldBack(ImportError):
    """A module asks the kernel for a value while it is imported: here it cannot be."""


@dataclass
class _Jsii:
    """What jsii would have done in this process, and what it does meanwhile."""

    forked: bool = False
    assemblies: list[tuple[Any, ...]] = field(default_factory=list)
    used: dict[str, None] = field(default_factory=dict)
    _originals: list[tuple[Any, str, Any]] = field(default_factory=list)

    def arrive(self) -> None:
        """Called when jsii is imported: before a fork, nothing may start a kernel."""
        self._listen()
        if not self.forked:
            self._hold_back()

    def release(self) -> None:
        """Called in a fork: from now on jsii may start a kernel."""
        self.forked = True
        self.used.clear()
        for owner, name, original in self._originals:
            setattr(owner, name, original)

    def _hold_back(self) -> None:
        kernel, provider = sys.modules[KERNEL].Kernel, sys.modules[PROVIDER].ProcessProvider
        self._replace(kernel, "load", lambda _, *assembly: self.assemblies.append(assembly))
        self._replace(provider, "_process", property(_refuse))

    def _replace(self, owner: Any, name: str, value: Any) -> None:
        self._originals.append((owner, name, vars(owner)[name]))
        setattr(owner, name, value)

    def _listen(self) -> None:
        """Learn of what classes objects are made; jsii hands this method out once it is there."""
        kernel = sys.modules[KERNEL].Kernel
        original = kernel.create

        @wraps(original)
        def create(this: Any, klass: Any, *rest: Any) -> Any:
            self.used.setdefault(str(getattr(klass, "__jsii_type__", None) or ""))
            return original(this, klass, *rest)

        kernel.create = create


_jsii = _Jsii()


def before_forks() -> None:
    """Hold kernels back from the moment that jsii is imported.

    Its banners are silenced; what the CDK itself validates stays as the user has it. Without a
    node, tests fail as they do without testguard.
    """
    if find_spec("jsii") is None:
        return
    with suppress(BuildError):
        os.environ.setdefault("JSII_NODE", chosen_node())
    for name, value in QUIET.items():
        if name != VALIDATION:
            os.environ.setdefault(name, value)
    Latecomer(KERNEL, _jsii.arrive).wait()


def after_fork(known: Sequence[str]) -> Iterator[None]:
    """Start a kernel for this process, load what was imported before, and rehearse in steps."""
    _jsii.release()
    if not _jsii.assemblies:
        return
    kernel = import_module(RUNTIME).kernel
    for assembly in _jsii.assemblies:
        kernel.load(*assembly)
    yield
    if CORE in sys.modules:
        for _ in _rehearse(kernel, known):
            _jsii.used.clear()
            yield


def learned() -> tuple[str, ...]:
    """The classes of which the kernel made objects."""
    return tuple(name for name in _jsii.used if name)


def _rehearse(kernel: Any, known: Sequence[str]) -> Iterator[None]:
    """Synthesise an empty stack, and touch the classes that tests use: node loads them then."""
    core = sys.modules[CORE]
    app = core.App()
    stack = core.Stack(app, "Rehearsal")
    if ASSERTIONS in sys.modules:
        sys.modules[ASSERTIONS].Template.from_stack(stack)
    else:
        app.synth()
    yield
    fault = sys.modules["jsii.errors"].JSIIError
    for name in known:
        with suppress(fault, RuntimeError):  # older resources have no such property
            kernel.sget(SimpleNamespace(__jsii_type__=name), EVERY_RESOURCE_HAS)
        yield


def _refuse(_: Any) -> None:
    raise HeldBack("no kernel is started before the fork")
