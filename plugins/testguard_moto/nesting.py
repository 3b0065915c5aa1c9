"""The stacks of a system with those that are nested in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def with_nested(stacks: Iterable[Any]) -> list[Any]:
    """Each stack, followed by the stacks in it."""
    return [inner for each in stacks for inner in each.all]
