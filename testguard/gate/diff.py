"""Changed lines by real git, and the findings that touch them.

What reads a diff is imported where there is one.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from testguard.errors import GitError, UnreadableSource
from testguard.gate.git import commit_of, git
from testguard.model.finding import Finding
from testguard.patterns import regex
from testguard.syntax import find, parse, read_source

if TYPE_CHECKING:
    from unidiff.patch import Hunk, PatchedFile, PatchSet

ABOUT_THE_FILE = frozenset({"TG001", "TG111"})
ABOUT_THE_RUN = frozenset({"TG000"})
_DIFF = (
    "diff", "--unified=0", "--inter-hunk-context=0", "--no-color", "--no-ext-diff",
    "--no-textconv", "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--relative",
    "--ignore-submodules=all",
)  # fmt: skip
_ESCAPE = regex(r"\\([0-7]{3}|.)")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def changed_lines(root: Path, ref: str) -> dict[str, frozenset[int]]:
    """The lines below ``root`` that were added or changed since the merge base with ``ref``.

    Gives line numbers by path, relative to ``root`` with forward slashes; uncommitted and untracked
    files count, deleted ones do not, and a file that was only renamed has no changed line. Where a
    line was taken out or replaced, the headers of the functions and classes around it count as
    changed too: a test that loses its assertion is hollow at its header.

    Raises `GitError` when there is no git, no repository or no such ref.
    """
    return _changed(root, ref, _lines_of)


def added_lines(root: Path, ref: str) -> dict[str, frozenset[int]]:
    """As `changed_lines`, without the headers: only lines that are new or read differently now."""
    return _changed(root, ref, lambda _, file: _all_added(file))


def _changed(
    root: Path, ref: str, lines_of: Callable[[Path, PatchedFile], frozenset[int]]
) -> dict[str, frozenset[int]]:
    changed = {
        _path(file): lines_of(root / _path(file), file)
        for file in _patch(git(root, *_DIFF, _merge_base(root, ref), "--", "."))
        if not file.is_removed_file
    }
    for name in git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
        if name:
            changed[name] = _every_line(root / name)
    return changed


def on_changed_lines(
    findings: Iterable[Finding], changed: Mapping[str, frozenset[int]]
) -> tuple[Finding, ...]:
    """The findings that touch a changed line, those about a changed file, and crashed rules."""
    return tuple(finding for finding in findings if _touches(finding, changed))


def _touches(finding: Finding, changed: Mapping[str, frozenset[int]]) -> bool:
    if finding.code in ABOUT_THE_RUN:
        return True
    lines = changed.get(finding.path, frozenset())
    if finding.code in ABOUT_THE_FILE:
        return bool(lines)
    return any(line in lines for line in range(finding.span.line, finding.span.end_line + 1))


def _merge_base(root: Path, ref: str) -> str:
    return git(root, "merge-base", commit_of(root, ref), "HEAD", ref=ref).strip()


def _patch(diff: str) -> PatchSet:
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    try:
        return PatchSet(diff)
    except UnidiffParseError as error:
        raise GitError(f"the output of git diff cannot be read: {error}") from error


def _path(file: PatchedFile) -> str:
    name = str(file.target_file)
    if name.startswith('"'):
        name = _ESCAPE.sub(_unescape, name[1:-1])
    return name.removeprefix("b/")


def _unescape(found: re.Match[str]) -> str:
    letter = found[1]
    return chr(int(letter, 8)) if len(letter) == 3 else _ESCAPED.get(letter, letter)  # noqa: PLR2004


def _lines_of(path: Path, file: PatchedFile) -> frozenset[int]:
    cuts = {line for hunk in file if hunk.source_length for line in _added(hunk) or _around(hunk)}
    return _all_added(file) | (_headers_around(path, cuts) if cuts else set())


def _all_added(file: PatchedFile) -> frozenset[int]:
    return frozenset(line for hunk in file for line in _added(hunk))


def _added(hunk: Hunk) -> range:
    return range(hunk.target_start, hunk.target_start + hunk.target_length)


def _around(hunk: Hunk) -> range:
    return range(hunk.target_start, hunk.target_start + 2)


def _headers_around(path: Path, lines: set[int]) -> set[int]:
    if path.suffix != ".py":
        return set()
    try:
        root = parse(read_source(path))
    except UnreadableSource:
        return set()
    headers = set()
    for definition in find(root, "function_definition", "class_definition"):
        place = definition.range()
        first, last = place.start.line + 1, place.end.line + 1
        if any(first <= line <= last for line in lines):
            headers.add(first)
    return headers


def _every_line(path: Path) -> frozenset[int]:
    try:
        return frozenset(range(1, path.read_bytes().count(b"\n") + 2))
    except OSError:
        return frozenset({1})
