from __future__ import annotations

import inspect
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from testguard.measurement.probing.importer import ProbedImports

from .conftest import Lab

Maker = Callable[[str], Lab]
STACK = """
    class Stack:
        def __init__(self, name, size=None):
            self.size = size or 3
"""


def test_the_module_is_probed_under_its_own_name_and_file(lab: Maker, tmp_path: Path) -> None:
    made = lab(STACK)
    module = made.load()
    assert module.__name__ == made.name
    assert module.__file__ == str(tmp_path / made.path)
    assert inspect.getsource(module.Stack).startswith("class Stack:")
    module.Stack("s")
    assert made.fired() == {"Stack.size used": {"3"}}


def test_no_cache_of_the_probed_form_is_left(lab: Maker, tmp_path: Path) -> None:
    lab(STACK).load()
    assert list(tmp_path.rglob("*.pyc")) == []


def test_a_program_that_is_run_by_path_is_probed(lab: Maker, tmp_path: Path) -> None:
    made = lab(STACK)
    namespace = runpy.run_path(str(tmp_path / made.path))
    namespace["Stack"]("s", 5)
    assert made.fired() == {"Stack.size given": {"5"}}


def test_a_module_that_changed_beyond_parsing_is_left_to_python(lab: Maker, tmp_path: Path) -> None:
    made = lab(STACK)
    assert made.imports.code(str(tmp_path / made.path), b"def broken(:\n") is None
    assert made.imports.failed == {made.path}


def test_modules_without_probes_are_none_of_its_business(lab: Maker, tmp_path: Path) -> None:
    made = lab(STACK)
    (tmp_path / "other_module.py").write_text("x = 1\n", encoding="utf-8")
    assert made.imports.find_spec("other_module") is None


def test_a_module_that_was_imported_before_is_told_of(
    lab: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lab(STACK)
    made.imports.remove()
    made.load()
    late = ProbedImports(made.tally, tmp_path)
    late.install()
    late.remove()
    assert late.failed == {made.path}
    assert made.imports.failed == set()
