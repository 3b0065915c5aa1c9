"""The files of the system: stack modules, and the code of the Lambda functions they deploy."""

from __future__ import annotations

from testguard.infrastructure.infrastructure import Infrastructure
from testguard.model.project import Project, StackModule, SystemFile
from testguard.suite.library import Library


def survey(
    project: Project, library: Library, regions: tuple[str, ...] = ()
) -> tuple[SystemFile, ...]:
    """The stack modules of ``project``, and the files that their functions run, by path.

    ``regions`` are those that the configuration speaks of. A file that is a suite is none of the
    system.
    """
    paths = {stack.path for stack in project.stacks}
    suites = {suite.path for suite in project.suites}
    handlers: dict[str, set[str]] = {}
    for stack in project.stacks:
        for path, function in _runs(stack, library):
            handlers.setdefault(path, set()).add(function)
    files = [
        SystemFile(each.path, each, _sorted(handlers.get(each.path)), project.stacks, regions)
        for each in project.stacks
    ]
    files += [
        SystemFile(path, None, _sorted(names), project.stacks, regions)
        for path, names in handlers.items()
        if path not in suites and path not in paths
    ]
    return tuple(sorted(files, key=lambda each: each.path))


def _sorted(names: set[str] | None) -> tuple[str, ...]:
    return tuple(sorted(names or ()))


def _runs(stack: StackModule, library: Library) -> list[tuple[str, str]]:
    """The files that the functions of a stack module run, and what Lambda calls in them."""
    module = library.load(stack.path)
    if module is None:
        return []
    system = Infrastructure(SystemFile(stack.path, stack), module, library)
    found: list[tuple[str, str]] = []
    for declared in system.functions:
        source = system.source_of(declared) if declared.inline is None else None
        if source is not None:
            found.append((source.entry.path, declared.function))
            found += [(each.path, "") for each in source.others]
    return found
