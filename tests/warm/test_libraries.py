from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from testguard.warm.libraries import import_all, libraries


def module_at(folder: Path, text: str, name: str = "odd_library") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return name


def test_installed_modules_are_libraries_and_those_of_a_repository_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = module_at(tmp_path / "lib", "", "own_module")
    outside = module_at(tmp_path / ".venv" / "site-packages", "")
    for folder in (tmp_path / "lib", tmp_path / ".venv" / "site-packages"):
        monkeypatch.syspath_prepend(folder)
    before = frozenset(sys.modules)
    import_all([inside, outside, "colorsys"], {})
    assert set(libraries(before)) <= {outside, "colorsys"}
    assert outside in libraries(before)
    for name in (inside, outside):
        del sys.modules[name]


def test_variables_are_set_while_libraries_are_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import os\n\nREAD = os.environ.get('ODD')\n"
    name = module_at(tmp_path / "site-packages", text)
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    import_all([name], {"ODD": "1"})
    assert sys.modules.pop(name).READ == "1"
    assert "ODD" not in os.environ


def test_what_cannot_be_imported_is_left_to_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = module_at(tmp_path / "site-packages", "raise KeyError('REGION')\n")
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    import_all([name, "colorsys"], {})
    assert name not in sys.modules
    assert "colorsys" in sys.modules
