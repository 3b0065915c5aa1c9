"""Where a finding about a whole stack module points: its first stack class, or its top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from testguard.errors import UnreadableSource
from testguard.model.measurement import Measurement
from testguard.model.project import StackModule
from testguard.model.source import Span
from testguard.suite.module import Module
from testguard.syntax import read_source, span

TOP = Span(1, 1, 1, 1)


class Place(Struct, frozen=True):
    """A span, the source line it begins on, and the name of the class there or ""."""

    span: Span = TOP
    excerpt: str = ""
    symbol: str = ""


def gap_places(measurements: Mapping[str, Iterable[Measurement]]) -> set[tuple[str, int]]:
    """The path and line of every gap that makes a finding of its own."""
    return {
        (gap.path or path, gap.line)
        for path, each in measurements.items()
        for measurement in each
        for gap in measurement.gaps
        if gap.code
    }


def lines_of(root: Path, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The source lines at these paths and lines, as far as the files can be read."""
    found: dict[tuple[str, int], str] = {}
    wanted = frozenset(places)
    for path in {path for path, _ in wanted}:
        try:
            lines = read_source(root / path).split("\n")
        except UnreadableSource:
            continue
        found |= {at: lines[at[1] - 1] for at in wanted if at[0] == path and at[1] <= len(lines)}
    return found


def place_of(root: Path, stack: StackModule) -> Place:
    """The name of the module's first stack class, its first line otherwise."""
    try:
        module = Module(stack.path, read_source(root / stack.path))
    except UnreadableSource:
        return Place()
    for name in stack.classes:
        node = module.definitions.get(name)
        header = node.field("name") if node else None
        if header is not None:
            place = span(header)
            return Place(place, module.lines[place.line - 1], name)
    return Place(TOP, module.lines[0])
