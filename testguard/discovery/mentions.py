"""Which files may import others, told from words alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath

from testguard.discovery.sketch import Sketch


def mentioning(
    words: AbstractSet[bytes], paths: Collection[str], sketch: Callable[[str], Sketch]
) -> frozenset[str]:
    """Files that mention one of ``words``, or the name of a file that does, and so on.

    A file that is not among them imports, directly or not, nothing of what ``words`` name: it needs
    no parser.
    """
    found: set[str] = set()
    pending = set(paths)
    done: set[bytes] = set()
    while words:
        new = {path for path in pending if not words.isdisjoint(sketch(path).words)}
        pending -= new
        found |= new
        done |= words
        words = {word for path in new for word in spellings(path)} - done
    return frozenset(found)


def spellings(path: str) -> set[bytes]:
    """The words by which a file may be imported or run."""
    pure = PurePosixPath(path)
    names = {pure.stem, pure.parent.name} if pure.stem.startswith("__") else {pure.stem}
    return {name.encode("utf-8", "surrogateescape") for name in names if name != "__init__"}
