from __future__ import annotations

from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

from testguard.mutation.remembering import remember_code


@pytest.fixture
def remembering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Code below a folder is remembered until the test is over."""
    monkeypatch.setattr(SourceFileLoader, "get_code", SourceFileLoader.get_code)
    monkeypatch.setattr(rewrite, "_rewrite_test", rewrite._rewrite_test)
    root = tmp_path / "project"
    root.mkdir()
    remember_code(root)
    return root


def code_of(path: Path) -> object:
    return SourceFileLoader("stack", str(path)).get_code("stack")


def test_a_file_is_compiled_once_as_long_as_it_stays_the_same(remembering: Path) -> None:
    path = remembering / "stack.py"
    path.write_text("size = 1\n", encoding="utf-8")
    known = code_of(path)
    assert code_of(path) is known
    path.write_text("size = 11\n", encoding="utf-8")
    assert code_of(path) is not known


def test_files_from_elsewhere_are_not_remembered(remembering: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.py"
    path.write_text("size = 1\n", encoding="utf-8")
    assert code_of(path) is not code_of(path)


def test_assertions_are_rewritten_once(remembering: Path, request: pytest.FixtureRequest) -> None:
    path = remembering / "test_stack.py"
    path.write_text("def test_size():\n    assert 1 == 1\n", encoding="utf-8")
    known = rewrite._rewrite_test(path, request.config)
    assert rewrite._rewrite_test(path, request.config) is known
    assert "@pytest_ar" in known[1].co_names
