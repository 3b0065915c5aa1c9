"""What programs are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from testguard.suite.library import Library


def imported_from(root: Path, programs: Iterable[str]) -> frozenset[str]:
    """The modules below ``root`` that programs import, directly or through others."""
    library = Library(root)
    found: set[str] = set()
    waiting = list(programs)
    while waiting:
        importer = waiting.pop()
        module = library.load(importer)
        for name in module.imports.modules() if module else ():
            path = library.find(name, importer)
            if path is not None and path not in found:
                found.add(path)
                waiting.append(path)
    return frozenset(found)
