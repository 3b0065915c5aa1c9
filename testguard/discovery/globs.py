"""Paths and globs of the configuration: ``tests``, ``lib/**/*.py``, ``modules/*/tests``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pathspec import GitIgnoreSpec

from testguard.patterns import regex

_PREFIX = regex(r"^(?:\./)+|^/+")


class Globs:
    """Globs relative to the root; each names a file, or a folder and everything below it.

    ``**`` stands for any number of folders; ``.`` for the root itself.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._everything = any(_normal(pattern) == "" for pattern in patterns)
        anchored = ["/" + _normal(pattern) for pattern in patterns if _normal(pattern)]
        self._spec = GitIgnoreSpec.from_lines(anchored)

    def match(self, path: str) -> bool:
        """Whether ``path``, relative to the root, is one of those meant."""
        return self._everything or bool(self._spec.check_file(path).include)

    def any(self, paths: Iterable[str]) -> bool:
        """Whether at least one of ``paths`` is meant."""
        return any(self.match(path) for path in paths)


def _normal(pattern: str) -> str:
    plain = _PREFIX.sub("", pattern.strip().replace("\\", "/")).rstrip("/")
    return "" if plain == "." else plain
