"""What a result depends on: the mutant, the tests, the code they run, and all that is installed."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from testguard.model.mutant import Mutant

PROJECT_FILES = (
    "Pulumi*.yaml", "cdk.json", "pyproject.toml", "pytest.ini", ".pytest.ini", "tox.ini",
    "setup.cfg", "conftest.py",
)  # fmt: skip


class Contents(Struct, frozen=True, dict=True):
    """Digests of the files of a project.

    ``files`` are all its Python files, relative to ``root``; ``suites`` and ``sources`` are those
    of them that hold tests and that may be mutated. The rest supports all tests.
    """

    root: Path
    files: tuple[str, ...]
    suites: frozenset[str]
    sources: frozenset[str]

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of each file by its path."""
        named = {path for glob in PROJECT_FILES for path in self.root.glob(glob)}
        paths = {*self.files, *(path.relative_to(self.root).as_posix() for path in named)}
        return {path: _digest(self.root / path) for path in sorted(paths)}

    @cached_property
    def support(self) -> str:
        """What every result depends on: installed versions, and files that are in no one's name."""
        own = {
            path: digest
            for path, digest in self.digests.items()
            if path not in self.suites and path not in self.sources
        }
        return _hash([installed(), *_flat(own)])

    @cached_property
    def everything(self) -> str:
        """What an observation depends on."""
        return _hash([installed(), *_flat(self.digests)])

    def of_trial(self, mutant: Mutant, tests: Iterable[str], touched: Iterable[str]) -> str:
        """The key of a result; ``touched`` are the sources that the tests run."""
        ordered = sorted(tests)
        own = {
            path: self.digests.get(path, "")
            for path in {*touched, mutant.module, *(test.partition("::")[0] for test in ordered)}
        }
        return _hash([self.support, mutant.id, *ordered, *_flat(own)])


def installed() -> str:
    """The version of Python, and of every distribution on the path."""
    names = {
        entry.name
        for folder in map(Path, sys.path)
        if folder.is_dir()
        for entry in folder.glob("*.dist-info")
    }
    return _hash([platform.python_version(), *sorted(names)])


def _flat(digests: Mapping[str, str]) -> list[str]:
    return [part for path in sorted(digests) for part in (path, digests[path])]


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _hash(parts: Iterable[str]) -> str:
    payload = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()
