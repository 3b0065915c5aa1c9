"""What templates are given: tests in words and code, made of a plan by `View`."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from testguard.model.resource import Graph


class Constant(Struct, frozen=True):
    """A value that is written once."""

    name: str
    code: str


class ResourceTest(Struct, frozen=True):
    """One test of one resource, or of several that are alike."""

    test: str
    variable: str
    lookup: str
    type: str
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    annotations: tuple[str, ...]
    expected: Mapping[str, str]


class RefusalTest(Struct, frozen=True):
    """The tests of one validation path."""

    test: str
    raises: str
    match: str
    columns: tuple[str, ...]
    refused: tuple[tuple[str, ...], ...]
    accepted: tuple[tuple[str, ...], ...]
    refuse: str
    take: str
    reporter: str = ""

    def parameters(self, rows: Sequence[Sequence[str]], body: str) -> str:
        """What a test function takes: a variable per column, and what builds stacks."""
        names = [
            f"{name}: {annotated_column(rows, place)}" for place, name in enumerate(self.columns)
        ]
        fixtures = ["build: Callable[..., Any]"] if "build(" in body else []
        return ", ".join([*fixtures, *(names if len(rows) > 1 else [])])


class ChangeTest(Struct, frozen=True):
    """What an override, or an app, changes about a resource: code by property."""

    type: str
    expected: Mapping[str, str]


class AddedTest(Struct, frozen=True):
    """One test of what an app adds to resources of some types: code of the items."""

    name: str
    key: str
    items: str
    types: tuple[str, ...]


class AssembledTest(Struct, frozen=True):
    """The tests of a stack of an app."""

    name: str
    stack: str
    changes: tuple[ChangeTest, ...]
    added: tuple[AddedTest, ...]


class OverrideTest(Struct, frozen=True):
    """One test of an override."""

    name: str
    call: str
    lines: tuple[str, ...]
    changes: tuple[ChangeTest, ...]
    graph: Graph
    others: tuple[Graph, ...]
    added: Mapping[str, int]
    exports: Mapping[str, str]


def annotated_column(rows: Sequence[Sequence[str]], place: int) -> str:
    """The annotation of a variable, by its values in code."""
    try:
        return annotation([ast.literal_eval(row[place]) for row in rows])
    except (ValueError, SyntaxError):
        texts = all(row[place][:1] in "'\"" for row in rows)
        return "str" if texts else "Any"


def annotation(cells: Sequence[Any]) -> str:
    """The annotation of a variable, by its values."""
    kinds = {type(cell) for cell in cells}
    return kinds.pop().__name__ if len(kinds) == 1 and kinds <= {str, int, bool, float} else "Any"
