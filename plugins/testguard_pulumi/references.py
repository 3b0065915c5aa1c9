"""Stack references: outputs of other stacks, those that are known and those made up when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

import pulumi

from testguard_pulumi.strings import text
from testguard_pulumi.subject import Subject, singular, snake

REFERENCE = "pulumi:pulumi:StackReference"
_MANY = 3


def state_of_reference(name: str, stacks: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the engine knows of the stack ``name``: ``org/project/stack`` or the end of it."""
    known = stacks.get(name)
    if known is None:
        known = next((stacks[each] for each in stacks if name.endswith(f"/{each}")), {})
    return {"name": name, "outputs": dict(known), "secretOutputNames": []}


@contextmanager
def imagining(note: Callable[[str, Any], None]) -> Iterator[None]:
    """Let references have every output that a program asks for; ``note`` is told those made up."""
    original = pulumi.StackReference.__init__

    @wraps(original)
    def init(reference: pulumi.StackReference, *args: Any, **more: Any) -> None:
        original(reference, *args, **more)
        name = str(reference._name)  # noqa: SLF001 - there is no public name before 3.1
        reference.outputs = reference.outputs.apply(lambda known: Imagined(name, known, note))

    with patch.object(pulumi.StackReference, "__init__", init):
        yield


class Imagined(dict[str, Any]):
    """The outputs of a stack: those that are known, and one made up for any other name."""

    def __init__(
        self, stack: str, known: Mapping[str, Any] | None, note: Callable[[str, Any], None]
    ) -> None:
        super().__init__(known or {})
        self._stack = stack
        self._note = note

    def __bool__(self) -> bool:
        """False: pulumi takes true dictionaries apart, and puts plain ones together again."""
        return False

    def __missing__(self, key: str) -> Any:
        """Make an output up, realistic for its name: lists for plurals."""
        value = _value(self._stack, key)
        self._note(f"output {key!r} of the stack {self._stack}", value)
        self[key] = value
        return value

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - dict's signature
        """As by subscript: an output that is asked for exists."""
        return self[key]


class Opaque(str):
    """A made-up string that can also be asked for parts, because its real shape is unknown."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        """A character, or the part of this name."""
        return _value(str(self), key) if isinstance(key, str) else super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - dict's signature
        """The part of this name."""
        return self[key]


def _value(owner: str, key: str) -> Any:
    one = singular(snake(key))
    count = _MANY if one != snake(key) else 1
    made = [
        Opaque(text(Subject("aws:ec2/stack:Stack", f"{owner}-{key}-{number}", "us-east-1"), one))
        for number in range(count)
    ]
    return made if count > 1 else made[0]
