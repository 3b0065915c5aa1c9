"""Where tests go, and how they import what they test."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from pathlib import Path, PurePosixPath

from testguard.model.project import Project
from testguard.scaffold.naming import snake

SUPPORT = "conftest.py"
BESIDE = "stack_fixtures.py"


def folder_for(project: Project, stack: str, wanted: str = "") -> str:
    """The folder for tests of a stack module, relative to the root.

    That is ``wanted``, else the folder of its present suites, of any unit tests, of any tests, or
    ``tests``.
    """
    if wanted:
        return PurePosixPath(wanted).as_posix()
    own = [PurePosixPath(path).parent.as_posix() for path in project.suites_of(stack)]
    every = [PurePosixPath(suite.path).parent.as_posix() for suite in project.suites]
    for folders in (own, every):
        units = [each for each in folders if "integration" not in each and "e2e" not in each]
        if units:
            return max(dict.fromkeys(units), key=lambda each: ("unit" in each, units.count(each)))
    return "tests"


def file_for(folder: Path, stem: str, taken: Sequence[str], free: Collection[Path] = ()) -> str:
    """A name for a test module that no file has, but for those that are ``free`` to replace."""
    stem = snake(stem)
    name, number = f"test_{stem}.py", 1
    while name in taken or ((folder / name).exists() and folder / name not in free):
        number += 1
        word = "scaffold" if number == 2 else f"scaffold_{number}"  # noqa: PLR2004
        name = f"test_{stem}_{word}.py"
    return name


def module_beside(file: Path, name: str) -> str:
    """How a test module at ``file`` imports the module ``name`` beside it."""
    return f".{name}" if (file.parent / "__init__.py").exists() else name


def has_fixture(conftest: Path, needed: str) -> bool:
    """Whether a ``conftest.py`` is the very one that would be written, or does more.

    It then defines the same names, gives the same answers, and knows every value.
    """
    try:
        there = ast.parse(conftest.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return False
    wanted = ast.parse(needed)
    same = _defined(wanted) <= _defined(there) and _given(wanted) == _given(there)
    return same and _constants(wanted) <= _constants(there)


def _defined(tree: ast.Module) -> set[str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {each.name for each in ast.walk(tree) if isinstance(each, kinds)}


def _given(tree: ast.Module) -> list[str]:
    return [ast.dump(each) for each in tree.body if isinstance(each, ast.Assign | ast.AnnAssign)]


def _constants(tree: ast.Module) -> set[str]:
    """Every literal but docstrings."""
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    found = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return {repr(each.value) for each in found if id(each) not in told}


def missing_paths(folders: Sequence[Path], project: Project, tests: Path) -> list[Path]:
    """Those of ``folders`` that pytest does not put on ``sys.path`` for tests in ``tests``."""
    root = project.root.resolve()
    known = {(root / each).resolve() for each in project.conventions.pythonpath}
    top = tests
    while (top / "__init__.py").exists() and top != root:
        top = top.parent
    known.add(top)
    if (root / "conftest.py").exists() and not (root / "__init__.py").exists():
        known.add(root)
    needed = (each for each in dict.fromkeys(folders) if each != Path())
    return [each for each in needed if each.resolve() not in known]
