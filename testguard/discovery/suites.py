"""Which Python files are suites, which only look as if they were, and which serve tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from testguard.discovery.conventions import Territories, in_reach, name_matches
from testguard.discovery.globs import Globs
from testguard.discovery.places import folders_above
from testguard.model.project import Conventions, SuiteFile

SUPPORT = frozenset({"conftest.py", "__init__.py"})


class Sorted(Struct, frozen=True):
    """Every Python file of the repository: suites, files that serve tests, and the code itself."""

    suites: tuple[SuiteFile, ...]
    support: frozenset[str]
    code: tuple[str, ...]


def sort_files(python: Sequence[str], territories: Territories) -> Sorted:
    """Tell suites from code by pytest's conventions and by folders that hold tests.

    A file is a suite when its name matches ``python_files``; it is collected when pytest, run bare,
    would open it. Any other file of a test folder is a stray: a suite that is not collected.
    """
    conventions = {path: territories.of(path) for path in python}
    named = {path for path in python if _is_named(path, conventions[path])}
    folders = _test_folders(python, named, territories)
    suites: list[SuiteFile] = []
    support: set[str] = set()
    code: list[str] = []
    for path in python:
        own = conventions[path]
        inside = not folders.isdisjoint(folders_above(path))
        if path in named:
            suites.append(SuiteFile(path, own, in_reach(path, own)))
        elif path.rpartition("/")[2] in SUPPORT:
            (support.add if inside or path.endswith("conftest.py") else code.append)(path)
        elif inside:
            suites.append(SuiteFile(path, own, collected=False))
        else:
            code.append(path)
    return Sorted(tuple(suites), frozenset(support), tuple(code))


def _is_named(path: str, conventions: Conventions) -> bool:
    """Whether pytest opens a file of this name; files that testpaths spell out it always opens."""
    return path in conventions.testpaths or name_matches(path, conventions.python_files)


def _test_folders(
    python: Sequence[str], named: set[str], territories: Territories
) -> frozenset[str]:
    """``tests`` folders, ``test`` folders that hold a suite, and testpaths made for tests."""
    holding = Counter(folder for path in named for folder in folders_above(path))
    total = Counter(
        folder
        for path in python
        if path.rpartition("/")[2] not in SUPPORT
        for folder in folders_above(path)
    )
    testpaths = {path for own in territories.by_folder.values() for path in own.testpaths}
    declared = Globs([path for path in testpaths if path != "."])
    return frozenset(
        folder
        for folder in {*total, *holding}
        if _holds_tests(folder, holding[folder], total[folder], declared)
    )


def _holds_tests(folder: str, suites: int, files: int, declared: Globs) -> bool:
    name = folder.rstrip("/").rpartition("/")[2]
    if name == "tests" or (name == "test" and suites):
        return True
    return folder != "" and 2 * suites >= files > 0 and declared.match(folder)
