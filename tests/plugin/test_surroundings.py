from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from testguard.plugin.surroundings import forget_modules


class Library:
    """What says that it is a module, as libraries of cffi do."""

    def __getattribute__(self, name: str) -> Any:
        return ModuleType if name == "__class__" else object.__getattribute__(self, name)


def test_modules_of_the_repository_are_forgotten_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ModuleType("stack_of_mine")
    library: Any = Library()
    assert isinstance(library, ModuleType)
    own.__file__ = str(tmp_path / "stack_of_mine.py")
    monkeypatch.setitem(sys.modules, "stack_of_mine", own)
    monkeypatch.setitem(sys.modules, "library_of_c", library)
    assert forget_modules(tmp_path) == {"stack_of_mine": own}
    assert "stack_of_mine" not in sys.modules
    assert sys.modules["library_of_c"] is library
