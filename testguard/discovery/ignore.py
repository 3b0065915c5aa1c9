"""What git would not look at: nested ``.gitignore`` files and ``.git/info/exclude``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from pathspec import GitIgnoreSpec

from testguard.patterns import regex

_NAMED_GROUP = regex(r"\(\?P<\w+>")


class Patterns(Struct, frozen=True):
    """The patterns of one text; ``any`` matches what at least one of them matches."""

    spec: GitIgnoreSpec
    any: re.Pattern[str]

    def verdict(self, path: str) -> bool | None:
        """Whether ``path`` is ignored, kept, or not spoken of; folders end in a slash.

        Most paths match no pattern at all, so that one expression answers for them.
        """
        return self.spec.check_file(path).include if self.any.search(path) else None


@lru_cache(maxsize=256)
def read_patterns(text: str) -> Patterns:
    """The patterns in the text of a ``.gitignore``; malformed ones are left out.

    Cached, because the projects of a large repository often share one text.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        spec = GitIgnoreSpec.from_lines(lines)
    except ValueError:
        spec = GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])
    sources = [pattern.regex.pattern for pattern in spec.patterns if pattern.regex is not None]
    texts = [_NAMED_GROUP.sub("(?:", str(source)) for source in sources]
    return Patterns(spec, re.compile("|".join(f"(?:{text})" for text in texts) or r"(?!)"))


class Ignores(Struct, frozen=True):
    """Patterns that hold below the folder ``base``.

    ``base`` is relative to the root and ends in a slash, or is "" for the root itself. ``above`` is
    what precedes the root for patterns of a folder above it, such as ``services/api/``.
    """

    base: str
    patterns: Patterns
    above: str = ""

    def verdict(self, path: str) -> bool | None:
        """Whether ``path``, relative to the root, is ignored, kept, or not spoken of."""
        return self.patterns.verdict(self.above + path[len(self.base) :])


def is_ignored(path: str, chain: Sequence[Ignores]) -> bool:
    """Whether the nearest file that speaks of ``path`` ignores it; ``chain`` is outermost first."""
    for ignores in reversed(chain):
        verdict = ignores.verdict(path)
        if verdict is not None:
            return verdict
    return False


def ignores_above(root: Path) -> tuple[Ignores, ...]:
    """The patterns of the repository that ``root`` stands in, from folders above it.

    A root that is itself ignored was asked for by name: then nothing above it counts.
    """
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)
    if top is None:
        return ()
    chain = [_read(_exclude_file(top / ".git"), root, top)]
    folders = reversed([folder for folder in root.parents if folder.is_relative_to(top)])
    chain += [_read(folder / ".gitignore", root, folder) for folder in folders]
    kept = tuple(ignores for ignores in chain if ignores.patterns.spec.patterns)
    return () if any(_hides_root(ignores) for ignores in kept) else kept


def _hides_root(ignores: Ignores) -> bool:
    """Whether the root, or a folder on the way to it, is ignored."""
    parts = ignores.above.split("/")[:-1]
    ways = ("/".join(parts[: count + 1]) + "/" for count in range(len(parts)))
    return any(ignores.patterns.verdict(way) for way in ways)


def _read(file: Path, root: Path, folder: Path) -> Ignores:
    above = root.relative_to(folder).as_posix()
    try:
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        text = ""
    return Ignores("", read_patterns(text), "" if above == "." else above + "/")


def _exclude_file(git: Path) -> Path:
    """``info/exclude`` of the repository; a work tree's ``.git`` is a file that names it."""
    try:
        folder = git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        common = folder / (folder / "commondir").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return git / "info" / "exclude"
    return common / "info" / "exclude"


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
