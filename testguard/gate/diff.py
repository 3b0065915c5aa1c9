"""Changed lines by real git, and the findings that touch them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk, PatchedFile, PatchSet

from testguard.errors import GitError, UnreadableSource
from testguard.model.finding import Finding
from testguard.syntax import find, parse, read_source

ABOUT_THE_FILE = frozenset({"TG001", "TG111"})
ABOUT_THE_RUN = frozenset({"TG000"})
_DIFF = (
    "diff", "--unified=0", "--inter-hunk-context=0", "--no-color", "--no-ext-diff",
    "--no-textconv", "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", "--relative",
    "--ignore-submodules=all",
)  # fmt: skip
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def changed_lines(root: Path, ref: str) -> dict[str, frozenset[int]]:
    """The lines below ``root`` that were added or changed since the merge base with ``ref``.

    Gives line numbers by path, relative to ``root`` with forward slashes; uncommitted and untracked
    files count, deleted ones do not, and a file that was only renamed has no changed line. Where a
    line was taken out or replaced, the headers of the functions and classes around it count as
    changed too: a test that loses its assertion is hollow at its header.

    Raises `GitError` when there is no git, no repository or no such ref.
    """
    changed = {
        _path(file): _lines_of(root / _path(file), file)
        for file in _patch(_git(root, *_DIFF, _merge_base(root, ref), "--", "."))
        if not file.is_removed_file
    }
    for name in _git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
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
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    commit = _git(root, *verify, ref=ref).strip()
    return _git(root, "merge-base", commit, "HEAD", ref=ref).strip()


def _patch(diff: str) -> PatchSet:
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
    changed = {line for hunk in file for line in _added(hunk)}
    cuts = {line for hunk in file if hunk.source_length for line in _added(hunk) or _around(hunk)}
    return frozenset(changed | (_headers_around(path, cuts) if cuts else set()))


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


def _git(root: Path, *arguments: str, ref: str = "") -> str:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    spoken = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        run = subprocess.run(command, cwd=root, env=spoken, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise GitError(
            f"git cannot be run: {error}", hint="install git, or leave --diff out"
        ) from error
    if run.returncode:
        raise _explain(root, ref, run.stderr.decode("utf-8", "replace").strip())
    return run.stdout.decode("utf-8", "surrogateescape")


def _explain(root: Path, ref: str, said: str) -> GitError:
    if "not a git repository" in said:
        return GitError(
            f"{root} is not in a git repository", hint="run `git init`, or leave --diff out"
        )
    if ref and _shallow(root):
        return GitError(
            f"git does not know {ref!r} here: this is a shallow clone",
            hint="fetch the history: `git fetch --unshallow`, or fetch-depth: 0 in the CI checkout",
        )
    if ref:
        return GitError(
            f"git does not know {ref!r}, or it shares no commit with HEAD"
            + (f": {said}" if said else ""),
            hint="fetch the branch first, for example `git fetch origin main`",
        )
    return GitError(f"git failed: {said}", hint="run the same git command by hand")


def _shallow(root: Path) -> bool:
    return _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
