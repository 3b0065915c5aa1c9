"""The newest version of a package that requirements and lock files allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from testguard.errors import UnreadableSource
from testguard.patterns import regex
from testguard.suite.library import Library

FILES = (
    "uv.lock",
    "poetry.lock",
    "Pipfile.lock",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements_dev.txt",
    "dev-requirements.txt",
    "requirements/dev.txt",
    "requirements/test.txt",
    "constraints.txt",
    "pyproject.toml",
)
_LOCKED = r'name = "{0}"\nversion = "(\d[\d.]*)'
_REQUIRED = r"(?im)^[\s\"']*{0}(?:\[[^\]]*\])?\s*((?:[=<>!~]=?=?\s*[\d.*]+\s*,?\s*)+)"
_CLAUSE = regex(r"(==|<=|<|~=)\s*(\d[\d.]*)")


def newest_allowed(library: Library, path: str, package: str) -> tuple[int, ...] | None:
    """The version, as numbers, that the file nearest to ``path`` pins or bounds ``package`` to.

    None where no file does. A bound ``<4`` allows everything below it and counts as ``(4,)``.
    """
    for folder in PurePosixPath(path).parents:
        find = partial(_bound_in, library, folder, package)
        bound = library.keep(str(folder), ("pin", package), find)
        if bound is not None:
            return bound
    return None


def _bound_in(library: Library, folder: PurePosixPath, package: str) -> tuple[int, ...] | None:
    for name in FILES:
        found = _bounds(library, str(folder / name), package)
        if found:
            return min(found)
    return None


def _bounds(library: Library, path: str, package: str) -> list[tuple[int, ...]]:
    try:
        text = library.read(path).text
    except UnreadableSource:
        library.consulted.note(("bytes", path), None)
        return []
    return list(_read(text, re.escape(package)))


def _read(text: str, package: str) -> Iterator[tuple[int, ...]]:
    for match in re.finditer(_LOCKED.format(package), text):
        yield _version(match[1])
    for match in re.finditer(_REQUIRED.format(package), text):
        for operator, version in _CLAUSE.findall(match[1]):
            numbers = _version(version)
            yield (
                (*numbers[:-2], numbers[-2] + 1)
                if operator == "~=" and len(numbers) > 1
                else numbers
            )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.strip(".").split(".") if part)
