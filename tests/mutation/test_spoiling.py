from __future__ import annotations

import importlib
import runpy
import sys
from pathlib import Path

import pytest

from testguard.mutation.spoiling import Spoiling


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "spoilt_module.py"
    path.write_text("value = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "spoilt_module", raising=False)
    return path


def test_an_import_and_a_run_by_path_get_the_other_text(module: Path) -> None:
    spoiling = Spoiling(module, "value = 2\n")
    with spoiling.in_force():
        assert importlib.import_module("spoilt_module").value == 2
        assert runpy.run_path(str(module))["value"] == 2
    assert spoiling.applied == 2
    del sys.modules["spoilt_module"]
    assert importlib.import_module("spoilt_module").value == 1
    assert module.read_text(encoding="utf-8") == "value = 1\n"


def test_other_files_stay_what_they_are(module: Path) -> None:
    other = module.with_name("other_module.py")
    other.write_text("value = 7\n", encoding="utf-8")
    spoiling = Spoiling(module, "value = 2\n")
    with spoiling.in_force():
        assert importlib.import_module("other_module").value == 7
        assert runpy.run_path(str(other))["value"] == 7
    assert spoiling.applied == 0
    del sys.modules["other_module"]


def test_tracebacks_show_the_other_text(module: Path) -> None:
    import linecache  # noqa: PLC0415

    with Spoiling(module, "raise ValueError\n").in_force():
        assert linecache.getline(str(module), 1) == "raise ValueError\n"
    linecache.clearcache()
