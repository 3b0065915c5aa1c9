"""git, asked in one way and explained in one way."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from posixpath import normpath

from testguard.errors import GitError


def commit_of(root: Path, ref: str) -> str:
    """The id of the commit that ``ref`` names. Raises `GitError`."""
    verify = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    return git(root, *verify, ref=ref).strip()


def content_at(root: Path, commit: str, path: str) -> bytes | None:
    """The bytes that a file had in ``commit``, or None where there was none.

    ``path`` is relative to ``root``, which may be any folder of the work tree. Raises `GitError`.
    """
    name = normpath(git(root, "rev-parse", "--show-prefix").rstrip("\n") + path)
    if name.startswith("../"):
        return None
    listed = git(root, "ls-tree", "-z", "--full-tree", commit, "--", name)
    kind, _, rest = listed.partition(" ")
    if not kind or not rest.startswith("blob "):
        return None
    return _run(root, ("cat-file", "blob", f"{commit}:{name}"), "")


def git(root: Path, *arguments: str, ref: str = "") -> str:
    """What git prints, run in ``root``.

    Raises `GitError` when there is no git or no repository, or where git fails: because of ``ref``,
    if one is given.
    """
    return _run(root, arguments, ref).decode("utf-8", "surrogateescape")


def _run(root: Path, arguments: tuple[str, ...], ref: str) -> bytes:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    spoken = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        run = subprocess.run(command, cwd=root, env=spoken, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise GitError(
            f"git cannot be run: {error}", hint="install git, or leave --diff and --config-from out"
        ) from error
    if run.returncode:
        raise _explain(root, ref, run.stderr.decode("utf-8", "replace").strip())
    return run.stdout


def _explain(root: Path, ref: str, said: str) -> GitError:
    if "not a git repository" in said:
        return GitError(
            f"{root} is not in a git repository",
            hint="run `git init`, or leave --diff and --config-from out",
        )
    if ref and not git(root, "rev-list", "--all", "--max-count=1").strip():
        return GitError(
            f"git does not know {ref!r}: the repository has no commit yet",
            hint="commit once, or leave --diff and --config-from out",
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
    return git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
