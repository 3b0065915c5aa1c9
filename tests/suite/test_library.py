from __future__ import annotations

from pathlib import Path

import pytest

from testguard.suite.library import Library
from testguard.suite.module import Module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "top.py",
        "pkg/__init__.py",
        "pkg/mod.py",
        "src/lib/__init__.py",
        "tests/conftest.py",
        "tests/unit/helper.py",
        "tests/unit/test_a.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("def f(): pass\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("helper", "tests/unit/helper.py"),
        ("conftest", "tests/conftest.py"),
        ("top", "top.py"),
        ("pkg", "pkg/__init__.py"),
        ("pkg.mod", "pkg/mod.py"),
        ("lib", "src/lib/__init__.py"),
        (".helper", "tests/unit/helper.py"),
        ("..conftest", "tests/conftest.py"),
        ("...top", "top.py"),
        ("....top", None),
        ("pulumi", None),
        ("pkg.other", None),
    ],
)
def test_modules_are_searched_from_the_importer_upward_then_in_roots(
    root: Path, name: str, found: str | None
) -> None:
    assert Library(root).find(name, "tests/unit/test_a.py") == found


@pytest.mark.parametrize("extra", ["pkg", "./pkg", "pkg/"])
def test_roots_may_be_written_in_any_way(root: Path, extra: str) -> None:
    assert Library(root, (extra,)).find("mod", "test_x.py") == "pkg/mod.py"
    assert Library(root, (".",)).find("top", "tests/unit/test_a.py") == "top.py"


def test_a_dotted_name_is_split_into_module_and_attribute(root: Path) -> None:
    found = Library(root).resolve("pkg.mod.Class.method", "top.py")
    assert found is not None
    assert (found[0].path, found[1]) == ("pkg/mod.py", "Class.method")


def test_a_module_is_held_for_a_while_only(root: Path) -> None:
    library = Library(root)
    module = Module("top.py", "x = 1\n")
    with library.holding(module):
        assert library.load("top.py") is module
    again = library.load("top.py")
    assert again is not None
    assert again.text == "def f(): pass\n"
    with library.holding(module):
        assert library.load("top.py") is module
    assert library.load("top.py") is again
