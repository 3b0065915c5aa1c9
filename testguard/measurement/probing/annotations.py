"""Refusals of the CDK that are no exceptions where they are made: annotations and validations.

An error that is added to a construct is expected by a test that finds it; a validation that is
added to one refuses when the app is synthesised, and the error names the construct.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial, wraps
from typing import Any

from testguard.measurement.probing.tally import Notes, Tally
from testguard.patterns import regex
from testguard.plugin.latecomer import Latecomer

MODULE = "aws_cdk.assertions"
READ = {"constructs": ("Node", "metadata"), "aws_cdk.cx_api": ("CloudArtifact", "messages")}
_CONSTRUCT = regex(r"^\s*\[(?P<path>[^\]]*)\] ", re.MULTILINE)
Method = Callable[..., Any]


class FoundErrors:
    """Listens to all ways to an error in Python, from the first added error on.

    They are ``Annotations.has_error`` and ``find_error``, a node's ``metadata``, and the
    ``messages`` of what was synthesised.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._originals: list[tuple[Any, str, Any]] = []
        self._waiting: list[Callable[[], None]] = []

    def install(self) -> None:
        """Wait for an error to be added: until then nothing of the CDK is touched."""
        self._tally.on_error = self._listen

    def remove(self) -> None:
        """Put everything back."""
        self._tally.on_error = None
        while self._waiting:
            self._waiting.pop()()
        while self._originals:
            owner, name, original = self._originals.pop()
            setattr(owner, name, original)

    def _listen(self) -> None:
        self._tally.on_error = None
        self._once_imported(MODULE, self._listen_to_annotations)
        for module in READ:
            self._once_imported(module, partial(self._listen_to_property, module))

    def _once_imported(self, module: str, then: Callable[[], None]) -> None:
        """Tests may import what they look with after they have built their stack."""
        if module in sys.modules:
            then()
        else:
            self._waiting.append(Latecomer(module, then).wait())

    def _listen_to_annotations(self) -> None:
        found = getattr(sys.modules[MODULE], "Annotations", None)
        find = getattr(found, "find_error", None)
        for name in ("has_error", "find_error"):
            original = getattr(found, name, None)
            if original is not None and find is not None:
                self._replace(found, name, original, self._noting(original, find))

    def _listen_to_property(self, module: str) -> None:
        owner, name = READ[module]
        found = getattr(sys.modules[module], owner, None)
        original = vars(found).get(name) if found is not None else None
        if isinstance(original, property) and original.fget is not None:
            self._replace(found, name, original, property(self._noting_read(original.fget)))

    def _replace(self, owner: Any, name: str, original: Any, replacement: Any) -> None:
        self._originals.append((owner, name, original))
        setattr(owner, name, replacement)

    def _noting_read(self, original: Method) -> Method:
        @wraps(original)
        def read(node: Any) -> Any:
            __tracebackhide__ = True
            given = original(node)
            self._tally.notes.found_errors.update(_messages(given))
            return given

        return read

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
    """What is said by annotations and messages, which hold an entry, and by entries themselves."""
    return (str(getattr(getattr(each, "entry", each), "data", "")) for each in found)


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
