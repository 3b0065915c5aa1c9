"""What pytest collects where: the nearest configuration file of every folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from testguard.discovery.globs import Globs
from testguard.discovery.ini import INI_NAMES, BrokenIni, Ini, read_ini
from testguard.discovery.places import folders_above
from testguard.errors import UnreadableSource
from testguard.model.project import Conventions, Problem
from testguard.syntax import read_source

NORECURSEDIRS = (
    "*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}",
)  # fmt: skip
DEFAULTS = Conventions(norecursedirs=NORECURSEDIRS)


class Territories(Struct, frozen=True):
    """The conventions of every folder that has a configuration file; "" is the root."""

    by_folder: Mapping[str, Conventions]
    problems: tuple[Problem, ...] = ()

    def of(self, path: str) -> Conventions:
        """The conventions that hold for a file: those of the nearest folder above it."""
        for folder in folders_above(path):
            found = self.by_folder.get(folder.rstrip("/"))
            if found is not None:
                return found
        return DEFAULTS


def read_territories(
    root: Path, marks: Sequence[str], python: Sequence[str], tests: Sequence[str] = ()
) -> Territories:
    """Read the configuration files among ``marks``.

    ``tests`` are paths or globs of testguard's own configuration, which override every
    ``testpaths``. As in pytest, ``testpaths`` that match none of the files in ``python`` are as
    good as none.
    """
    problems: list[Problem] = []
    found: dict[str, Conventions] = {}
    for path in sorted(marks, key=_precedence):
        folder, _, name = path.rpartition("/")
        if name in INI_NAMES and folder not in found:
            conventions = _read(root, path, problems)
            if conventions is not None:
                found[folder] = _living(conventions, python, problems)
    if tests:
        problems += _dead_tests(tests, python)
    named = {folder: _naming(conventions, tests) for folder, conventions in found.items()}
    named.setdefault("", _naming(DEFAULTS, tests))
    return Territories(named, tuple(problems))


def in_reach(path: str, conventions: Conventions) -> bool:
    """Whether a bare ``pytest`` enters the folders of ``path``: testpaths and norecursedirs."""
    if conventions.testpaths and not Globs(conventions.testpaths).match(path):
        return False
    folders = [folder.rstrip("/") for folder in folders_above(path) if folder]
    starts = {pattern.strip("/") for pattern in conventions.testpaths}
    return not any(
        folder not in starts and name_matches(folder, conventions.norecursedirs)
        for folder in folders
    )


def name_matches(path: str, patterns: Sequence[str]) -> bool:
    """Pytest's matching: a pattern with a slash looks at the path, any other at the last name."""
    name = path.rpartition("/")[2]
    return any(
        fnmatchcase("/" + path, pattern if pattern.startswith("/") else "*/" + pattern)
        if "/" in pattern
        else fnmatchcase(name, pattern)
        for pattern in patterns
    )


def _precedence(path: str) -> tuple[str, int]:
    folder, _, name = path.rpartition("/")
    return folder, INI_NAMES.index(name) if name in INI_NAMES else len(INI_NAMES)


def _read(root: Path, path: str, problems: list[Problem]) -> Conventions | None:
    try:
        ini = read_ini(path.rpartition("/")[2], read_source(root / path))
        return None if ini is None else _conventions(ini, path)
    except (BrokenIni, UnreadableSource) as error:
        line = getattr(error, "line", 0)
        problems.append(
            Problem(
                f"{path}{f':{line}' if line else ''}: {error}; pytest's defaults are used",
                path=path,
                hint="mend the file: pytest reads it too",
            )
        )
        return None


def _conventions(ini: Ini, path: str) -> Conventions:
    folder = path.rpartition("/")[0]
    return Conventions(
        python_files=_words(ini, "python_files", DEFAULTS.python_files),
        python_classes=_words(ini, "python_classes", DEFAULTS.python_classes),
        python_functions=_words(ini, "python_functions", DEFAULTS.python_functions),
        testpaths=tuple(_joined(folder, word) for word in _words(ini, "testpaths", ())),
        pythonpath=tuple(_joined(folder, word) for word in _words(ini, "pythonpath", ())),
        norecursedirs=_words(ini, "norecursedirs", NORECURSEDIRS),
        origin=path,
    )


def _words(ini: Ini, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    words = ini.words(name)
    return default if words is None else words


def _joined(folder: str, word: str) -> str:
    """A path of an ini file relative to the root; ``..`` is resolved as far as it goes."""
    parts: list[str] = []
    for part in f"{folder}/{word}".split("/"):
        if part == "..":
            parts[-1:] = []
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or "."


def _living(
    conventions: Conventions, python: Sequence[str], problems: list[Problem]
) -> Conventions:
    paths = conventions.testpaths
    if not paths or Globs(paths).any(python):
        return conventions
    problems.append(
        Problem(
            f"{conventions.origin}: testpaths ({', '.join(paths)}) hold no Python file; "
            "pytest then searches everywhere, and so does testguard",
            path=conventions.origin,
            hint="correct or remove testpaths",
        )
    )
    return replace(conventions, testpaths=())


def _dead_tests(tests: Sequence[str], python: Sequence[str]) -> list[Problem]:
    return [
        Problem(
            f"tests = {pattern!r} in the configuration matches no Python file",
            hint="correct or remove the entry of `tests`; it is relative to the root",
            fatal=True,
        )
        for pattern in tests
        if not Globs([pattern]).any(python)
    ]


def _naming(conventions: Conventions, tests: Sequence[str]) -> Conventions:
    return replace(conventions, testpaths=tuple(tests)) if tests else conventions
