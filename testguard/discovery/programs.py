"""Top-level programs: what project files name, and what declares resources outside classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from testguard.discovery.lineage import is_resource
from testguard.errors import UnreadableSource
from testguard.model.project import Problem
from testguard.plugin import Framework
from testguard.suite.module import Module
from testguard.syntax import Node, find, read_source

_NAMES = frozenset({"identifier", "attribute", "call"})


class Program(Struct, frozen=True):
    """The entry file of a project, and the project file that names it."""

    path: str
    framework: Framework
    project_file: str


class Programs(Struct, frozen=True):
    """All programs below the root."""

    entries: tuple[Program, ...]
    problems: tuple[Problem, ...]


def read_programs(
    root: Path, marks: Iterable[str], frameworks: Sequence[Framework], python: Iterable[str]
) -> Programs:
    """The programs that project files among ``marks`` name and that are among ``python``."""
    known = frozenset(python)
    entries: dict[str, Program] = {}
    problems = []
    for mark in marks:
        folder, _, name = mark.rpartition("/")
        for framework in frameworks:
            if name not in framework.project_files:
                continue
            try:
                named = list(framework.programs(name, read_source(root / mark)))
            except (ValueError, UnreadableSource) as error:
                problems.append(_broken(mark, error))
                continue
            for path in _files(folder, named, known):
                entries.setdefault(path, Program(path, framework, mark))
    return Programs(tuple(entries.values()), tuple(problems))


def declares(module: Module, framework: Framework, *, top_level: bool = False) -> bool:
    """Whether a module creates a resource; ``top_level`` leaves out what functions create."""
    return any(
        is_resource(module.qualify(call.field("function")), framework)
        and _first_fits(call, framework)
        and not (top_level and _deferred(call))
        for call in find(module.root, "call")
    )


def _files(folder: str, names: Iterable[str], known: frozenset[str]) -> Iterable[str]:
    for name in names:
        path = str(PurePosixPath(folder, name))
        for candidate in (path, str(PurePosixPath(path, "__main__.py"))):
            if candidate in known:
                yield candidate
                break


def _first_fits(call: Node, framework: Framework) -> bool:
    """Whether the first argument is a name, or, where resources need one, a scope."""
    arguments = call.field("arguments")
    given = (
        [node for node in arguments.named_children() if node.kind() != "comment"]
        if arguments
        else []
    )
    if not given:
        return False
    first = given[0]
    if first.kind() == "keyword_argument":
        keys = {(node.field("name") or node).text() for node in given if node.field("name")}
        return ("resource_name" if framework.implicit_stack else "scope") in keys
    return framework.implicit_stack or first.kind() in _NAMES


def _deferred(node: Node) -> bool:
    return any(above.kind() in ("function_definition", "lambda") for above in node.ancestors())


def _broken(mark: str, error: Exception) -> Problem:
    return Problem(
        f"{mark} cannot be read: {error}; the program it names is not looked for",
        path=mark,
        hint="mend the file",
    )
