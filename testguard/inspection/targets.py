"""Which files are inspected: the project's suites, or those below the paths that were given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from msgspec import Struct

from testguard.errors import ConfigError
from testguard.model.project import Problem, Project, SuiteFile, SystemFile

SUFFIXES = (".py", ".pyi")


class Target(Struct, frozen=True):
    """A file to inspect: a suite, or with ``suite`` False a file of the ``system``."""

    file: SuiteFile
    suite: bool = True
    system: SystemFile | None = None

    @property
    def path(self) -> str:
        """Relative to the root, with forward slashes."""
        return self.file.path


def choose_targets(
    project: Project, paths: Sequence[str | Path], system: Sequence[SystemFile] | None = None
) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """The files to inspect, sorted by path, and what is odd about ``paths``.

    ``system`` are the stack modules and the code they deploy, as `survey` tells; without it, the
    stack modules alone.
    Relative ``paths`` start at the current directory. Raises `ConfigError` for a path that does
    not exist, is outside the root, or is a file of another kind.
    """
    if system is None:
        system = [SystemFile(stack.path, stack) for stack in project.stacks]
    known = {target.path: target for target in _known(project, system)}
    if not paths:
        return tuple(known[path] for path in sorted(known)), ()
    chosen: dict[str, Target] = {}
    problems = []
    for given in paths:
        found = _below(project, known, Path(given))
        if not found:
            problems.append(Problem("no test file is here", path=str(given)))
        chosen.update((target.path, target) for target in found)
    return tuple(chosen[path] for path in sorted(chosen)), tuple(problems)


def _known(project: Project, system: Sequence[SystemFile]) -> Iterable[Target]:
    for each in system:
        file = SuiteFile(each.path, project.conventions, collected=False)
        yield Target(file, suite=False, system=each)
    for suite in project.suites:
        yield Target(suite)


def _below(project: Project, known: dict[str, Target], given: Path) -> list[Target]:
    path = _relative(project.root, given)
    if path in known:
        return [known[path]]
    if given.is_dir():
        prefix = "" if path == "." else f"{path}/"
        return [target for name, target in known.items() if name.startswith(prefix)]
    if given.suffix not in SUFFIXES:
        raise ConfigError(f"{given} is not a Python file", hint="name folders or .py files")
    return [Target(_stranger(project, path))]


def _stranger(project: Project, path: str) -> SuiteFile:
    name = PurePosixPath(path).name
    by_name = any(fnmatch(name, pattern) for pattern in project.conventions.python_files)
    return SuiteFile(path, project.conventions, collected=by_name)


def _relative(root: Path, given: Path) -> str:
    if not os.path.lexists(given):
        raise ConfigError(f"{given} does not exist", hint="check the spelling of the path")
    absolute = given.resolve() if given.name in ("", "..") else given.parent.resolve() / given.name
    try:
        return absolute.relative_to(root.resolve()).as_posix()
    except ValueError:
        raise ConfigError(
            f"{given} is outside the project at {root}", hint="pass --root to check another project"
        ) from None
