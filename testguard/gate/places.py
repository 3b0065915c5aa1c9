"""Where a finding about a whole stack module points: its first stack class, or its top."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from testguard.errors import UnreadableSource
from testguard.model.project import StackModule
from testguard.model.source import Span
from testguard.suite.module import Module
from testguard.syntax import read_source, span

TOP = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A span, the source line it begins on, and the name of the class there or ""."""

    span: Span = TOP
    excerpt: str = ""
    symbol: str = ""


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
