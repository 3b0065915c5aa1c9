"""When a file's times tell that it cannot have changed unnoticed."""

from __future__ import annotations

SETTLED_NS = 2_000_000_000


def settled(written: int, seen: int) -> bool:
    """Whether what was written at one time cannot have changed unnoticed after it was seen."""
    return written + SETTLED_NS < seen
