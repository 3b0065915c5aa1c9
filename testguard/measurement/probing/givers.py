"""Who gave an input its value: a test, or the system itself."""

from __future__ import annotations

from pathlib import Path, PurePath
from types import FrameType

from msgspec import Struct

_INSTALLED = frozenset({"site-packages", "dist-packages"})
_FOLDERS = frozenset({"test", "tests"})


class Givers(Struct, frozen=True):
    """Tells code of tests from code of the system below ``root``.

    It is asked once for each input of each test, so what it knows of a file it keeps.
    """

    root: Path
    _known: dict[str, bool | None] = {}

    def is_test(self, frame: FrameType | None) -> bool:
        """Whether a test constructed what reached ``frame``, and not an app or another stack.

        The nearest caller in another file of the repository decides; without one it is a test.
        """
        own = frame.f_code.co_filename if frame else ""
        known = self._known
        while frame is not None:
            file = frame.f_code.co_filename
            if file != own:
                if file not in known:
                    parts = self._parts(file)
                    known[file] = _is_test(parts) if parts else None
                told = known[file]
                if told is not None:
                    return told
            frame = frame.f_back
        return True

    def _parts(self, file: str) -> tuple[str, ...]:
        """The path of a file of the repository below the root; nothing for another."""
        path = PurePath(file)
        if not path.is_relative_to(self.root):
            return ()
        parts = path.relative_to(self.root).parts
        return () if _INSTALLED.intersection(parts) else parts


def _is_test(parts: tuple[str, ...]) -> bool:
    *folders, name = parts
    stem = name.removesuffix(".py")
    named = stem.startswith(("test_", "conftest")) or stem.endswith("_test")
    return named or not _FOLDERS.isdisjoint(folders)
