"""Which validation paths a raises-block expected: told from the traceback of what it caught."""

from __future__ import annotations

import unittest.case
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from testguard.measurement.probing.plan import Role
from testguard.measurement.probing.tally import Tally
from testguard.model.contract import Watch

MAX_CHAIN = 20
REFUSED = "Validation failed with the following errors"
Exit = Callable[..., Any]


class RaisesBlocks:
    """Listens to pytest's ``raises``, ``warns`` and ``RaisesGroup``, and to ``assertRaises``."""

    def __init__(self, tally: Tally, root: Path) -> None:
        self._tally = tally
        self._originals: list[tuple[Any, Exit]] = []
        self._lines: dict[tuple[str, int], list[int]] = {}
        for index, watcher in enumerate(tally.plan.watchers):
            # a constraint's site is its whole class, in which other paths lie
            if watcher.role is Role.REACHED and watcher.probe.watch is not Watch.CONSTRAINT:
                site, path = watcher.probe.site, str(root / watcher.probe.module)
                for line in range(site.line, site.end_line + 1):
                    self._lines.setdefault((path, line), []).append(index)

    def install(self) -> None:
        """Begin to listen."""
        for cls in _contexts():
            self._replace(cls, self._listening(cls.__exit__))
        warns = type(pytest.warns(UserWarning))  # noqa: PT030
        self._replace(warns, self._counting(warns.__exit__))

    def remove(self) -> None:
        """Put everything back."""
        while self._originals:
            cls, original = self._originals.pop()
            cls.__exit__ = original

    def _replace(self, cls: Any, replacement: Exit) -> None:
        self._originals.append((cls, cls.__exit__))
        cls.__exit__ = replacement

    def _counting(self, original: Exit) -> Exit:
        def exit_block(context: Any, *error: Any) -> Any:
            __tracebackhide__ = True
            ended = original(context, *error)
            self._tally.notes.assertions += 1
            return ended

        return exit_block

    def _listening(self, original: Exit) -> Exit:
        def exit_block(
            context: Any,
            kind: type[BaseException] | None,
            error: BaseException | None,
            traceback: TracebackType | None,
        ) -> Any:
            __tracebackhide__ = True
            # unittest takes the traceback away from what it catches, so look first
            paths = self.paths_of(error) if error is not None else set()
            matched = original(context, kind, error, traceback)
            if matched and error is not None:
                self._tally.notes.assertions += 1
                self._tally.notes.asserted.update(paths)
                self._tally.notes.refusals.update(_refusals(error))
            return matched

        return exit_block

    def paths_of(self, error: BaseException) -> set[int]:
        """The indexes of the validation paths that ``error``, or what it stems from, came by."""
        found: set[int] = set()
        for each in _chain(error):
            found |= self._tally.refused.get(id(each), (each, frozenset()))[1]
            found |= self._innermost(each.__traceback__)
        return found

    def _innermost(self, traceback: TracebackType | None) -> set[int]:
        found: set[int] = set()
        while traceback is not None:
            place = (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
            found = set(self._lines.get(place, ())) or found
            traceback = traceback.tb_next
        return found


def _refusals(error: BaseException) -> Iterator[str]:
    """The text of an error by which an app refuses to be synthesised."""
    text = str(error)
    if REFUSED in text:
        yield text


def _contexts() -> list[Any]:
    """The context managers' classes: pytest's own moved between versions, so an instance tells."""
    block = type(pytest.raises(ValueError))  # noqa: PT011
    group = getattr(pytest, "RaisesGroup", None)
    known = [unittest.case._AssertRaisesContext, block, group]  # noqa: SLF001
    return [cls for cls in known if cls is not None]


def _chain(error: BaseException) -> Iterator[BaseException]:
    queue, seen = [error], 0
    while queue and seen < MAX_CHAIN:
        current = queue.pop(0)
        seen += 1
        yield current
        if isinstance(current, BaseExceptionGroup):
            queue += current.exceptions
        queue += [each for each in (current.__cause__, current.__context__) if each is not None]
        queue += _validator_errors(current)


def _validator_errors(error: BaseException) -> list[BaseException]:
    """The errors that validators raised, which pydantic keeps in the context of its own."""
    errors = getattr(error, "errors", None)
    if not callable(errors):
        return []
    contexts = [each.get("ctx", {}) for each in errors() if isinstance(each, dict)]
    return [each["error"] for each in contexts if isinstance(each.get("error"), BaseException)]
