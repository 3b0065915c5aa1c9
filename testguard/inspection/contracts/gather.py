"""The contracts of all stack modules of a project, or of some."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from testguard.errors import ConfigError, UnreadableSource
from testguard.inspection.contracts.code import Code
from testguard.inspection.contracts.extract import extract
from testguard.model.contract import Contract
from testguard.model.project import Problem, Project, StackModule
from testguard.suite.library import Library


def gather(
    project: Project, paths: Iterable[Path] = ()
) -> tuple[tuple[Contract, ...], tuple[Problem, ...]]:
    """Contracts in the order of the stack modules; ``paths`` keep those of some files.

    A module that this Python cannot read or parse is a problem that names it. Raises
    `ConfigError` for a path that is no stack module.
    """
    library = Library(project.root, ("src", *project.conventions.pythonpath))
    components = frozenset((stack.path, name) for stack in project.stacks for name in stack.classes)
    known: dict[str, Code] = {}
    contracts: list[Contract] = []
    problems: list[Problem] = []
    for stack in chosen(project, [path.resolve() for path in paths]):
        try:
            contracts += extract(stack, library, components, known)
        except UnreadableSource as error:
            problems.append(Problem(error.message, stack.path, "its contract is not known"))
    return tuple(contracts), tuple(problems)


def chosen(project: Project, paths: list[Path]) -> list[StackModule]:
    """The stack modules and programs at ``paths`` (resolved), or all stack modules.

    A folder is all stack modules in it. Raises `ConfigError` for another path.
    """
    if not paths:
        return list(project.stacks)
    places = {(project.root / stack.path).resolve(): stack for stack in project.stacks}
    known = {(project.root / stack.path).resolve(): stack for stack in project.programs} | places
    found: dict[StackModule, None] = {}
    for path in paths:
        inside = [stack for place, stack in places.items() if path in place.parents]
        stacks = [known[path]] if path in known else inside
        if not stacks:
            holds = "holds" if path.is_dir() else "is"
            raise ConfigError(
                f"{path} {holds} no stack module", hint="`testguard config --explain` lists them"
            )
        found.update(dict.fromkeys(stacks))
    return list(found)
