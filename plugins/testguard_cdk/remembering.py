"""Knowing a template from what the kernel was asked for, so that the same is not synthesised again.

A fork that tries a mutant builds the same stacks as its parent did. Whatever an app is made of
passes through the kernel as requests; where these are the same from the app's beginning on, so is
what follows from them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from typing import Any

from testguard.model.resource import Graph, Json

APP, ASSERTIONS = "aws-cdk-lib.App", "aws-cdk-lib.assertions."
# objects of the kernel, and tokens: numbered as they come
_NUMBERED = re.compile(r"[A-Za-z0-9_./-]+@\d{5,}|Token\[[^\]]*\]|-1\.\d+e\+2\d\d")


@dataclass(frozen=True)
class Known:
    """A template, and the graphs that tell about its resources."""

    template: Mapping[str, Json]
    graphs: Sequence[Graph]


@dataclass
class Requests:
    """What the kernel was asked for since the last app was made, as a digest.

    Numbers of objects and tokens are told by the order in which they appeared. There is no digest
    where an object or a token is older than the app, or where the kernel calls Python back: what
    follows depends on more than the requests then.
    """

    _digest: Any = None
    _names: dict[str, str] = field(default_factory=dict)
    _aside: bool = False

    def listen(self) -> Callable[[], None]:
        """Begin to note; what is returned stops."""
        process = import_module("jsii._kernel.providers.process")._NodeProcess  # noqa: SLF001
        original = process.send

        @wraps(original)
        def send(kernel: Any, request: Any, response_type: Any) -> Any:
            if self._aside:
                return original(kernel, request, response_type)
            data = json.dumps(kernel._serializer.unstructure(request), default=_reference)  # noqa: SLF001
            if f'"fqn": "{APP}"' in data:
                self._digest, self._names = hashlib.sha256(), {}
            counts = self._digest is not None and ASSERTIONS not in data
            if counts:
                self._note(data, new=False)
            try:
                response = original(kernel, request, response_type)
            except BaseException:
                self._digest = None
                raise
            if type(response).__name__ == "Callback":
                self._digest = None
            elif counts:
                self._note(repr(response), new=True)
            return response

        process.send = send
        return lambda: setattr(process, "send", original)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is asked for inside belongs to no app's making."""
        before, self._aside = self._aside, True
        try:
            yield
        finally:
            self._aside = before

    @property
    def is_whole(self) -> bool:
        """Whether the requests tell all there is of the last app."""
        return self._digest is not None

    def key_of(self, stack: Any) -> str:
        """What a stack's template is known by, or ""."""
        reference = getattr(stack, "__jsii_ref__", None)
        name = self._names.get(reference.ref if reference else "")
        if self._digest is None or name is None:
            return ""
        digest = self._digest.copy()
        digest.update(name.encode())
        return str(digest.hexdigest())

    def _note(self, text: str, *, new: bool) -> None:
        """Take a request, or the ``new`` things of an answer, into the digest."""
        if self._digest is None:
            return

        def named(found: re.Match[str]) -> str:
            if new:
                self._names.setdefault(found[0], f"#{len(self._names)}")
            return self._names.get(found[0], "")

        plain = _NUMBERED.sub(named, text)
        known = all(each in self._names for each in _NUMBERED.findall(text))
        if known:
            self._digest.update(plain.encode("utf-8", "surrogatepass") + b"\n")
        else:
            self._digest = None


def _reference(value: Any) -> Any:
    """Objects as jsii sends them; what else JSON cannot say, in Python's words."""
    reference = getattr(value, "__jsii_ref__", None)
    return {"$jsii.byref": reference.ref} if reference else repr(value)
