"""Changed lines by real git, and the findings that touch them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk, PatchSet

from testguard.errors import GitError
from testguard.model.finding import Finding

WHOLE_FILE = frozenset({"TG001"})
UNFILTERED = frozenset({"TG000"})
_DIFF = (
    "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames",
    "--src-prefix=a/", "--dst-prefix=b/", "--relative", "--no-indent-heuristic",
    "--ignore-submodules=all",
)  # fmt: skip


def changed_lines(root: Path, ref: str) -> dict[str, frozenset[int]]:
    """The lines below ``root`` that were added or changed since the merge base with ``ref``.

    Gives line numbers by path, relative to ``root`` with forward slashes; uncommitted and untracked
    files count. A deleted file and a file that was only renamed are left out. Where lines were only
    taken out, the lines around the cut count as changed.

    Raises `GitError` when there is no git, no repository or no such ref.
    """
    base = _merge_base(root, ref)
    changed = _parse(_git(root, *_DIFF, base, "--", "."))
    for name in _git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
        if name:
            changed[name] = _every_line(root / name)
    return changed


def on_changed_lines(
    findings: Iterable[Finding], changed: Mapping[str, frozenset[int]]
) -> tuple[Finding, ...]:
    """The findings that touch a changed line, and every crashed rule."""
    return tuple(finding for finding in findings if _touches(finding, changed))


def _touches(finding: Finding, changed: Mapping[str, frozenset[int]]) -> bool:
    if finding.code in UNFILTERED:
        return True
    lines = changed.get(finding.path, frozenset())
    if finding.code in WHOLE_FILE:
        return bool(lines)
    return any(line in lines for line in range(finding.span.line, finding.span.end_line + 1))


def _merge_base(root: Path, ref: str) -> str:
    if _git(root, "rev-parse", "--is-inside-work-tree").strip() != "true":
        raise GitError(f"{root} is not inside a git work tree", hint="run it in a checkout")
    _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", what=ref
    )
    return _git(root, "merge-base", ref, "HEAD", what=ref).strip()


def _parse(diff: str) -> dict[str, frozenset[int]]:
    try:
        patch = PatchSet(diff)
    except UnidiffParseError as error:
        raise GitError(f"the output of git diff cannot be read: {error}") from error
    changed = {}
    for file in patch:
        if not file.is_removed_file:
            changed[file.path] = frozenset(line for hunk in file for line in _lines(hunk))
    return changed


def _lines(hunk: Hunk) -> Iterable[int]:
    if hunk.target_length:
        return range(hunk.target_start, hunk.target_start + hunk.target_length)
    return (hunk.target_start, hunk.target_start + 1)


def _every_line(path: Path) -> frozenset[int]:
    try:
        return frozenset(range(1, path.read_bytes().count(b"\n") + 2))
    except OSError:
        return frozenset({1})


def _git(root: Path, *arguments: str, what: str = "") -> str:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        run = subprocess.run(command, cwd=root, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise GitError(
            f"git cannot be run: {error}", hint="install git, or leave --diff out"
        ) from error
    if run.returncode:
        raise _explain(root, what, run.stderr.decode("utf-8", "replace").strip())
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
