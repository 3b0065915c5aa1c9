"""Whether a test that fails has noticed what is wrong, or has merely fallen over it."""

from __future__ import annotations

import functools
import unittest.case
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from traceback import StackSummary, extract_tb
from typing import Any
from unittest.mock import patch

import pytest

from testguard.plugin import ORIGIN

_LOOKUPS = (LookupError, StopIteration, ValueError, TypeError, AttributeError)
_INSTALLED = frozenset({"site-packages", "dist-packages"})


@dataclass
class Witness:
    """Tells what a failure is worth.

    ``stacks`` are the files of the system under test; ``refusals`` the names of the errors by
    which it refuses inputs; ``framework`` says of an error whether it is an assertion of the
    framework's or a crash of its mocks.
    """

    root: Path
    stacks: frozenset[str]
    framework: Callable[[BaseException], bool | None]
    refusals: frozenset[str] = frozenset()
    _escaped: list[BaseException] = field(default_factory=list)

    def noticed(self, error: BaseException) -> bool:
        """Whether this failure says that the system is wrong.

        It does when an assertion failed; when an error left a raises-block that expected another
        one; when the system itself refused with a ``raise`` of its own; and when the test's own
        statement found nothing where it looked (``inputs["kmsKeyId"]``, ``next(...)``). Errors of
        the mocks, and crashes elsewhere, say nothing.
        """
        if isinstance(error, AssertionError | pytest.fail.Exception):
            return True
        if any(error is known for known in self._escaped):
            return True
        told = self.framework(error)
        if told is not None or not isinstance(error, Exception):
            return bool(told)
        frames = extract_tb(getattr(error, ORIGIN, error.__traceback__))
        return self._refused(error, frames) or self._missed(error, frames)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch raises-blocks."""
        raises: Any = type(pytest.raises(ZeroDivisionError))
        with ExitStack() as stack:
            for block in (raises, unittest.case._AssertRaisesContext):  # noqa: SLF001
                stack.enter_context(patch.object(block, "__exit__", self._exit(block.__exit__)))
            yield

    def _exit(self, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def leave(block: Any, kind: Any, error: BaseException | None, trace: Any) -> Any:
            __tracebackhide__ = True
            swallowed = original(block, kind, error, trace)
            if error is not None and not swallowed:
                self._escaped.append(error)
            return swallowed

        return leave

    def _refused(self, error: Exception, frames: StackSummary) -> bool:
        """Whether a ``raise`` of the system, or a validator of its, refused what a test gave."""
        if not frames:
            return False
        last = frames[-1]
        inside = self._is_below(last.filename)
        if inside:
            return self._is_stack(last.filename) and (last.line or "").startswith("raise ")
        named = {each.__name__ for each in type(error).__mro__} & self.refusals
        return bool(named) and any(self._is_stack(frame.filename) for frame in frames)

    def _missed(self, error: Exception, frames: StackSummary) -> bool:
        """Whether a statement of the tests themselves, and not of the system, failed."""
        own = [frame.filename for frame in frames if self._is_below(frame.filename)]
        return bool(own) and isinstance(error, _LOOKUPS) and not self._is_stack(own[-1])

    def _is_stack(self, file: str) -> bool:
        return self._is_below(file) and Path(file).relative_to(self.root).as_posix() in self.stacks

    def _is_below(self, file: str) -> bool:
        path = Path(file)
        return path.is_relative_to(self.root) and not _INSTALLED & set(path.parts)
