"""The contracts of all stack modules of a project."""

from __future__ import annotations

from collections.abc import Collection

from testguard.errors import UnreadableSource
from testguard.inspection.contracts.extract import extract
from testguard.model.contract import Contract
from testguard.model.project import Problem, Project
from testguard.suite.library import Library


def gather(
    project: Project, only: Collection[str] = ()
) -> tuple[tuple[Contract, ...], tuple[Problem, ...]]:
    """Contracts in the order of the stack modules; ``only`` keeps those of some paths.

    A module that this Python cannot read or parse is a problem that names it.
    """
    library = Library(project.root, ("src", *project.conventions.pythonpath))
    contracts: list[Contract] = []
    problems: list[Problem] = []
    for stack in project.stacks:
        if only and stack.path not in only:
            continue
        try:
            contracts += extract(stack, library)
        except UnreadableSource as error:
            problems.append(Problem(error.message, stack.path, "its contract is not known"))
    return tuple(contracts), tuple(problems)
