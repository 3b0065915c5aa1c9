"""The commit that ``HEAD`` names, read from git's own files: starting git takes far longer."""

from __future__ import annotations

import os
import re
from pathlib import Path

from testguard.patterns import regex

ELSEWHERE = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_NAMESPACE",
)  # fmt: skip
_ID = regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REF = regex(r"ref: (refs/\S+)")


def read_head(root: Path) -> str:
    """The id of the commit checked out at ``root``; "" where only git itself can tell.

    That is: without a repository or a commit, with variables that send git elsewhere, and where
    references are kept as `gitrepository-layout(5)` does not describe.
    """
    if any(name in os.environ for name in ELSEWHERE):
        return ""
    try:
        return _commit(_git_folder(root))
    except (OSError, UnicodeDecodeError):
        return ""


def _git_folder(root: Path) -> Path:
    """The folder that ``.git`` is, or names as a file, as it does in work trees and submodules."""
    found = (folder / ".git" for folder in (root, *root.parents))
    git = next((each for each in found if each.exists()), root)
    return git if git.is_dir() else git.parent / _text(git).removeprefix("gitdir: ")


def _commit(git: Path) -> str:
    head = _text(git / "HEAD")
    if _ID.fullmatch(head):
        return head
    common = git / _text(git / "commondir") if (git / "commondir").exists() else git
    found = _REF.fullmatch(head)
    return _resolved(found[1], (git, common)) if found else ""


def _resolved(ref: str, folders: tuple[Path, Path]) -> str:
    for folder in folders:
        if (folder / ref).is_file():
            commit = _text(folder / ref)
            return commit if _ID.fullmatch(commit) else ""
    packed = _text(folders[-1] / "packed-refs")
    found = re.search(rf"^([0-9a-f]+) {re.escape(ref)}$", packed, re.MULTILINE)
    return found[1] if found else ""


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip()
