"""What is mutated beside stack modules: Lambda handlers, and programs that put stacks together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

from testguard.model.project import PLAIN, Project, StackModule
from testguard.patterns import regex
from testguard.plugin import Plugins

_HANDLER = regex(rb"^(?:async )?def \w+\(\s*event\b[^)]*,\s*_?context\b", re.MULTILINE)


def handlers_of(
    root: Path, files: Iterable[str], project: Project, stacks: Sequence[StackModule]
) -> dict[str, str]:
    """Lambda handlers by path, each with the stack module that is nearest to it.

    A handler that the configuration names as a stack module is its own.
    """
    plain = {stack.path for stack in project.stacks if stack.framework == PLAIN}
    taken = {stack.path for stack in project.stacks} | {suite.path for suite in project.suites}
    asked = {stack.path for stack in stacks}
    found: dict[str, str] = {}
    for path in files:
        if not stacks or path in taken - plain or not _is_handler(root / path):
            continue
        if path not in plain:
            found[path] = max(stacks, key=lambda stack: _shared(stack.path, path)).path
        elif path in asked:
            found[path] = path
    return found


def programs_of(
    project: Project, plugins: Plugins, stacks: Sequence[StackModule]
) -> dict[str, str]:
    """Programs that alone tell regions and order of stacks by path.

    Each comes with the stack module that it is, else the first of the project that it imports.
    """
    explicit = {each.name for each in plugins.frameworks if not each.implicit_stack}
    known = {each.path: each for each in (*project.programs, *project.stacks) if each.program}
    asked = {each.path for each in stacks}
    found: dict[str, str] = {}
    for path, program in known.items():
        if program.framework not in explicit:
            continue
        names = _imported(project.root / path)
        owners = [
            each.path
            for each in project.stacks
            if each.path == path or (not each.program and Path(each.path).stem in names)
        ]
        owner = path if path in owners else next(iter(owners), "")
        if owner in asked:
            found[path] = owner
    return found


def suites_of_programs(project: Project, programs: Iterable[str]) -> list[str]:
    """The suites that import a program, or name its file to run it."""
    known = [Path(each) for each in programs]
    return [
        suite.path
        for suite in project.suites
        if any(_runs(project.root / suite.path, program) for program in known)
    ]


def _runs(suite: Path, program: Path) -> bool:
    text = _bytes(suite)
    named = program.stem.encode() in text
    return named and (program.name.encode() in text or program.stem in _imported(suite))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _imported(path: Path) -> set[str]:
    """The last names of modules, and of what is in them, that a file imports."""
    try:
        tree = ast.parse(_bytes(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [each.name for each in node.names]
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {each.rpartition(".")[2] for each in names}
    return found


def _is_handler(path: Path) -> bool:
    data = _bytes(path)
    return b"boto3" in data and bool(_HANDLER.search(data))


def _shared(one: str, other: str) -> int:
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
