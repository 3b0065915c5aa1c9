"""Requirements: what a configuration states about resources and stacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field


class Requirement(Struct, frozen=True):
    """A stated constraint: which resources or stacks it is about, and what must hold for them.

    Without ``resource``, a type in either framework's spelling, it is about stacks. ``where`` and
    ``must`` are JSON Schemas for properties; ``region`` and ``stack`` (a pattern of names or paths)
    narrow what is meant. ``depends_on`` and ``references`` are types of resources, or, for stacks,
    patterns of stack names. Counts are None where nothing is asked. ``origin`` is where it is
    written, ``origins`` where each of its keys is: ``file:line``.
    """

    id: str
    text: str = ""
    resource: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    region: str = ""
    stack: str = ""
    must: Mapping[str, Any] = field(default_factory=dict)
    min_count: int | None = None
    max_count: int | None = None
    depends_on: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    distinct_regions: int | None = None
    origin: str = ""
    origins: tuple[tuple[str, str], ...] = ()

    def at(self, key: str) -> str:
        """Where ``key`` (``must.properties.engine``) is written, or the nearest key around it."""
        places = dict(self.origins)
        while key and key not in places:
            key = key.rpartition(".")[0]
        return places.get(key, self.origin)
