from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from testguard.plugin.surroundings import forget_modules


class Library:
    """What says that it is a module, as libraries of cffi do."""

    @property
    def __class__(self) -> type:  # type: ignore[override]
        return ModuleType


def test_modules_of_the_repository_are_forgotten_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, library = ModuleType("stack_of_mine"), Library()
    own.__file__ = str(tmp_path / "stack_of_mine.py")
    monkeypatch.setitem(sys.modules, "stack_of_mine", own)
    monkeypatch.setitem(sys.modules, "library_of_c", library)  # type: ignore[arg-type]
    assert forget_modules(tmp_path) == {"stack_of_mine": own}
    assert "stack_of_mine" not in sys.modules
    assert sys.modules["library_of_c"] is library
