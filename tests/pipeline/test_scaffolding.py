from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.pipeline.scaffolding import Order, scaffold

HOLLOW = "# def test_function():\n#     assert handler({}, None) == 200\n"
FILES = {
    "pyproject.toml": '[tool.testguard]\nstacks = ["lib/plain.py"]\n',
    "lib/plain.py": "SIZE = 3\n",
    "tests/test_plain.py": HOLLOW,
    "tests/test_function.py": HOLLOW,
    "tests/test_live.py": "def test_live():\n    assert len('ab') == 2\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_hollow_test_files_of_no_stack_module_are_named(root: Path) -> None:
    done = scaffold(load_config(start=root), Order())
    assert [each.path for each in done.strays] == ["tests/test_function.py"]


def test_nothing_else_is_named_where_one_stack_module_is_asked_for(root: Path) -> None:
    assert scaffold(load_config(start=root), Order([root / "lib" / "plain.py"])).strays == ()
