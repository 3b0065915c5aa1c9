"""Refusals of the CDK that are no exceptions where they are made: annotations and validations.

An error that is added to a construct is expected by a test that finds it; a validation that is
added to one refuses when the app is synthesised, and the error names the construct.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from testguard.measurement.probing.tally import Notes, Tally

MODULE = "aws_cdk.assertions"
_CONSTRUCT = re.compile(r"^\s*\[(?P<path>[^\]]*)\] ", re.MULTILINE)
Method = Callable[..., Any]


class FoundErrors:
    """Listens to ``Annotations.has_error`` and ``find_error`` from the first added error on."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._originals: list[tuple[Any, str, Method]] = []

    def install(self) -> None:
        """Wait for an error to be added: until then nothing of the CDK is touched."""
        self._tally.on_error = self._listen

    def remove(self) -> None:
        """Put everything back."""
        self._tally.on_error = None
        while self._originals:
            owner, name, original = self._originals.pop()
            setattr(owner, name, original)

    def _listen(self) -> None:
        found = getattr(sys.modules.get(MODULE), "Annotations", None)
        if found is None or self._originals:
            return
        find = found.find_error
        for name in ("has_error", "find_error"):
            original = getattr(found, name)
            self._originals.append((found, name, original))
            setattr(found, name, self._noting(original, find))

    def _noting(self, original: Method, find: Method) -> Method:
        @wraps(original)
        def expect(annotations: Any, *arguments: Any, **keywords: Any) -> Any:
            __tracebackhide__ = True
            given = original(annotations, *arguments, **keywords)
            found = given if original is find else find(annotations, *arguments, **keywords)
            self._tally.notes.found_errors.update(_messages(found))
            return given

        return expect


def _messages(found: Iterable[Any]) -> Iterator[str]:
    return (str(getattr(getattr(each, "entry", None), "data", "")) for each in found)


def expected_by(notes: Notes) -> set[int]:
    """The indexes of the validation paths whose refusals a test that left ``notes`` expects.

    Where several validations of one construct are added and fewer of them fail, nothing tells
    which: then none counts.
    """
    expected: set[int] = set()
    if notes.assertions or notes.lines:
        for index, messages in notes.added_errors.items():
            if messages & notes.found_errors:
                expected.add(index)
    for error in notes.refusals:
        failed = Counter(found["path"] for found in _CONSTRUCT.finditer(error))
        for path, indexes in notes.validated.items():
            if failed[path] >= len(indexes):
                expected |= indexes
    return expected
