"""The files of a scaffold: text for paths, mended until everything passes."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct


class Draft(Struct, frozen=True):
    """A file to write: its path relative to the root, and its text."""

    path: str
    text: str


class Dropped(Struct, frozen=True):
    """A test that did not pass, and its error."""

    path: str
    test: str
    error: str


def without(draft: Draft, tests: Iterable[str]) -> Draft:
    """``draft`` without some test functions."""
    gone = set(tests)
    lines = draft.text.splitlines(keepends=True)
    for node in reversed(ast.parse(draft.text).body):
        if isinstance(node, ast.FunctionDef) and node.name in gone:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            del lines[first - 1 : node.end_lineno]
    return Draft(draft.path, "".join(lines))


def tests_in(draft: Draft) -> list[str]:
    """The names of the test functions."""
    return [
        node.name
        for node in ast.parse(draft.text).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
    ]


def dropped(failed: Mapping[tuple[str, str], str], drafts: Iterable[Draft]) -> Iterator[Dropped]:
    """What failed in the drafts, function by function."""
    paths = {draft.path for draft in drafts}
    seen: set[tuple[str, str]] = set()
    for (file, name), error in failed.items():
        function = name.partition("[")[0]
        if file in paths and (file, function) not in seen:
            seen.add((file, function))
            yield Dropped(file, function, error)


def removal(path: str, root: Path) -> str:
    """What removing a file changes, as a unified diff."""
    before = (root / path).read_text(encoding="utf-8")
    lines = difflib.unified_diff(before.splitlines(keepends=True), [], f"a/{path}", "/dev/null")
    return "".join(lines)


def diff(draft: Draft, root: Path) -> str:
    """What writing the draft would change, as a unified diff."""
    path = root / draft.path
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    origin = f"a/{draft.path}" if before else "/dev/null"
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), draft.text.splitlines(keepends=True),
        origin, f"b/{draft.path}",
    )  # fmt: skip
    return "".join(lines)
