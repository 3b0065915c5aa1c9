"""Places in source text."""

from __future__ import annotations

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """A stretch of one file; lines and columns count from 1, the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Edit(Struct, frozen=True):
    """Replace what stands at ``span`` by ``text``."""

    span: Span
    text: str


class Fix(Struct, frozen=True):
    """A change that is safe to apply without asking: ``testguard check --fix``."""

    description: str
    edits: tuple[Edit, ...]
