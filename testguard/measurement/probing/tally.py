"""What the probes report to, and whose test it counts for."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from testguard.measurement.probing.classes import observe
from testguard.measurement.probing.givers import Givers
from testguard.measurement.probing.plan import Plan, Role
from testguard.model.contract import Watch

PLAIN = (str, int, float, bool, bytes, type(None))
MAX_VALUE = 80


class Notes(Struct, eq=False):
    """What happened during one test, one fixture, or outside both.

    ``fired`` maps the index of a watcher to the values seen there, as short texts. ``asserted``
    are the indexes of validation paths whose error a raises-block expected. ``given`` are those of
    inputs that test code gave. ``assertions`` counts assertions seen elsewhere than at ``lines``,
    which are the places of those in test files.

    ``added_errors`` are the messages that were added to constructs, by the index of the path,
    ``found_errors`` those that tests looked for and found. ``validated`` are the indexes of the
    validations added to a construct, by its path, ``refusals`` the texts of expected errors that
    tell of failed ones.
    """

    fired: dict[int, set[str]] = {}
    asserted: set[int] = set()
    given: set[int] = set()
    assertions: int = 0
    lines: set[tuple[str, int]] = set()
    added_errors: dict[int, set[str]] = {}
    found_errors: set[str] = set()
    validated: dict[str, set[int]] = {}
    refusals: set[str] = set()

    def add(self, other: Notes) -> None:
        """Count ``other`` in."""
        for index, values in other.fired.items():
            self.fired.setdefault(index, set()).update(values)
        self.asserted |= other.asserted
        self.given |= other.given
        self.assertions += other.assertions
        self.lines |= other.lines
        for index, messages in other.added_errors.items():
            self.added_errors.setdefault(index, set()).update(messages)
        self.found_errors |= other.found_errors
        for path, indexes in other.validated.items():
            self.validated.setdefault(path, set()).update(indexes)
        self.refusals |= other.refusals


class Tally:
    """The object behind the probes; ``notes`` are those of the test or fixture that is running.

    ``probed_files`` are the test files that were imported with probes.
    """

    def __init__(self, plan: Plan, root: Path | None = None) -> None:
        self.plan = plan
        self._givers = Givers(root or Path.cwd())
        self.notes = Notes()
        self.refused: dict[int, tuple[BaseException, frozenset[int]]] = {}
        self._ran: set[tuple[str, int]] = set()
        # what a probe before an assertion calls, with its path and line: no Python function, for
        # coverage traces each call of one, and a suite has thousands of assertions
        self.assertion = self._ran.add
        self.probed_files: set[str] = set()
        self.probed_file = self.probed_files.add
        self._inputs = {i for i, each in enumerate(plan.watchers) if each.role is Role.GIVEN}
        self._watches = [watcher.probe.watch for watcher in plan.watchers]
        self._holds = [_HOLDS.get(watch, _never) for watch in self._watches]
        self._defaults: dict[int, Any] = {}
        self._remembered: dict[int, Any] = {}
        self.on_error: Callable[[], None] | None = None

    def value(self, indexes: tuple[int, ...], value: Any) -> Any:
        """Around an expression: note what its value tells, and give it back."""
        for index in indexes:
            if self._holds[index](value):
                self._note(index, value)
        return value

    def default(self, indexes: tuple[int, ...], value: Any) -> Any:
        """Around a signature's default: keep the very object, and give it back."""
        for index in indexes:
            self._defaults[index] = value
        return value

    def argument(self, indexes: tuple[int, ...], value: Any) -> None:
        """At a function's entry: note whether ``value`` is the signature's default."""
        for index in indexes:
            left_out = value is self._defaults.get(index, self)
            if left_out is (self._watches[index] is Watch.LEFT_OUT):
                self._note(index, value)

    def remember(self, indexes: tuple[int, ...], value: Any) -> Any:
        """Around a look-up's default argument: keep the very object, and give it back."""
        for index in indexes:
            self._remembered[index] = value
        return value

    def compare(self, indexes: tuple[int, ...], value: Any) -> Any:
        """Around a look-up: note whether it gave its own default, and give the value back."""
        for index in indexes:
            same = value is self._remembered.pop(index, self)
            if same is (self._watches[index] is Watch.SAME):
                self._note(index, value)
        return value

    def reached(self, indexes: tuple[int, ...]) -> None:
        """Before a statement: note that it is reached."""
        for index in indexes:
            self.notes.fired.setdefault(index, set()).add("")

    def message(self, indexes: tuple[int, ...], value: Any) -> Any:
        """Around the message of an error that is added: note it, and give it back."""
        if self.on_error is not None:
            self.on_error()
        for index in indexes:
            self.notes.added_errors.setdefault(index, set()).add(str(value))
        return value

    def node(self, indexes: tuple[int, ...], value: Any) -> Any:
        """Around the node that a validation is added to: note its path, and give it back."""
        path = str(getattr(value, "path", ""))
        self.notes.validated.setdefault(path, set()).update(indexes)
        return value

    def observe(self, indexes: tuple[int, ...], cls: type) -> None:
        """After a class statement: watch constructions of ``cls``."""
        observe(cls, {index: self.plan.watchers[index].probe for index in indexes}, self)

    def fire(self, index: int, value: Any) -> None:
        """Note that one watcher fired with ``value``."""
        self._note(index, value)

    def _note(self, index: int, value: Any) -> None:
        notes = self.notes
        # as `describe` does, but most values are plain, and each call is traced
        told = repr(value)[:MAX_VALUE] if isinstance(value, PLAIN) else describe(value)
        notes.fired.setdefault(index, set()).add(told)
        if index in self._inputs and index not in notes.given:
            probed = sys._getframe(2)  # noqa: SLF001 - what called the probe that calls this
            if self._givers.is_test(probed):
                notes.given.add(index)

    def refuse(self, error: BaseException, indexes: Iterable[int]) -> None:
        """Note that ``error`` refuses a construction by the constraints at ``indexes``."""
        found = frozenset(indexes)
        for index in found:
            self.notes.fired.setdefault(index, set()).add("")
        self.refused[id(error)] = (error, found)

    def switch(self, notes: Notes) -> Notes:
        """Count for ``notes`` from now on; gives the ones counted for so far."""
        before, self.notes = self.notes, notes
        before.lines.update(self._ran)
        self._ran.clear()
        self.refused.clear()
        return before


def describe(value: Any) -> str:
    """A short text that tells plain values apart, and other values by their type."""
    if isinstance(value, PLAIN):
        return repr(value)[:MAX_VALUE]
    return f"<{type(value).__qualname__}>"


_never = partial(operator.is_, object())
# of the operator module, because coverage traces each call of a Python function
_HOLDS: dict[Watch, Callable[[Any], bool]] = {
    Watch.TRUTHY: operator.truth,
    Watch.FALSY: operator.not_,
    Watch.GIVEN: partial(operator.is_not, None),
    Watch.MISSING: partial(operator.is_, None),
    Watch.EVALUATED: partial(operator.is_not, object()),
}
