"""Which files declare infrastructure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from testguard.discovery.globs import Globs
from testguard.discovery.lineage import Ancestor, Lineage
from testguard.discovery.links import Links
from testguard.discovery.mentions import mentioning
from testguard.discovery.programs import Program, declares
from testguard.discovery.sketch import Sketch
from testguard.model.project import PLAIN, Problem, StackModule
from testguard.plugin import Framework
from testguard.suite.library import Library
from testguard.suite.module import Module

Creates = Callable[[str, Framework], bool]


class Ground(Struct, frozen=True):
    """What stacks are looked for in: the code of a repository, and how to read it."""

    code: frozenset[str]
    library: Library
    sketch: Callable[[str], Sketch]
    links: Links
    lineage: Lineage
    frameworks: Sequence[Framework]


def find_stacks(ground: Ground, programs: Iterable[Program]) -> tuple[StackModule, ...]:
    """Every stack module: files with infrastructure classes, and programs."""
    stacks = {stack.path: stack for stack in _with_classes(ground)}
    creates = _creator(ground)
    for program in programs:
        for path in _program_stacks(ground, program, stacks, creates):
            stacks.setdefault(path, of_program(program, path))
    return tuple(stacks[path] for path in sorted(stacks))


def named_stacks(
    ground: Ground, python: Sequence[str], globs: Sequence[str], programs: Iterable[Program]
) -> tuple[tuple[StackModule, ...], tuple[Problem, ...]]:
    """Exactly the files that the globs of ``stacks`` match; a glob without a match is fatal."""
    entries = {program.path for program in programs}
    wanted = Globs(globs)
    stacks = [_named(ground, path, path in entries) for path in python if wanted.match(path)]
    return tuple(stacks), tuple(
        Problem(
            f"stacks = {glob!r} in the configuration matches no Python file",
            hint="correct or remove the entry of `stacks`; it is relative to the root",
            fatal=True,
        )
        for glob in globs
        if not Globs([glob]).any(python)
    )


def _with_classes(ground: Ground) -> Iterator[StackModule]:
    """Files with infrastructure classes: all others import no framework, however indirectly."""
    packages = {name.encode() for each in ground.frameworks for name in each.packages}
    for path in sorted(mentioning(packages, ground.code, ground.sketch)):
        if stack := _component_file(ground, path):
            yield stack


def _component_file(ground: Ground, path: str) -> StackModule | None:
    if not ground.lineage.may_be_in(path, ground.sketch(path)):
        return None
    module = ground.library.load(path)
    components = ground.lineage.components(module) if module else []
    return _stack(path, components) if components else None


def _stack(path: str, components: list[tuple[str, Ancestor]]) -> StackModule:
    return StackModule(
        path=path,
        framework=components[0][1].framework.name,
        classes=tuple(name for name, _ in components),
        bases=tuple(ancestor.base for _, ancestor in components),
    )


def _program_stacks(
    ground: Ground,
    program: Program,
    known: Mapping[str, StackModule],
    creates: Callable[[str, Framework], bool],
) -> list[str]:
    """The program itself, and the modules it imports that create resources at their top level.

    A program that only puts together what other modules declare is no stack module; nor is an app
    of a framework whose resources need a stack, unless it makes one.
    """
    module = ground.library.load(program.path) if program.path in ground.code else None
    if module is None:
        return []
    reached = ground.links.reachable(program.path)
    implicit = program.framework.implicit_stack
    near = [path for path in sorted(reached & ground.code) if implicit and path not in known]
    parts = [path for path in near if creates(path, program.framework)]
    delegates = bool(parts) or not reached.isdisjoint(known)
    if (implicit and not delegates) or declares(module, program.framework):
        parts.append(program.path)
    return parts


def _creator(ground: Ground) -> Creates:
    """Whether importing a file creates a resource; most files import no provider."""
    known: dict[str, bool] = {}

    def creates(path: str, framework: Framework) -> bool:
        if path not in known:
            known[path] = read(path, framework)
        return known[path]

    def read(path: str, framework: Framework) -> bool:
        patterns = {pattern.partition(".")[0] for pattern in framework.resources}
        words = [word.decode("utf-8", "replace") for word in ground.sketch(path).words]
        if not any(fnmatchcase(word, pattern) for word in words for pattern in patterns):
            return False
        module = ground.library.load(path)
        return module is not None and declares(module, framework, top_level=True)

    return creates


def of_program(program: Program, path: str = "") -> StackModule:
    """A program, or the module at ``path`` that it runs, as a stack module."""
    name, origin = program.framework.name, program.project_file
    return StackModule(path or program.path, name, program=True, origin=origin)


def _named(ground: Ground, path: str, is_entry: bool) -> StackModule:
    module = ground.library.load(path)
    components = ground.lineage.components(module) if module else []
    if components:
        return _stack(path, components)
    framework = _guess(module, ground.frameworks)
    return StackModule(path, framework, program=is_entry, origin="stacks")


def _guess(module: Module | None, frameworks: Sequence[Framework]) -> str:
    heads = {name.partition(".")[0] for name in module.imports.modules()} if module else set[str]()
    for framework in frameworks:
        if any(head == p or head.startswith(p + "_") for head in heads for p in framework.packages):
            return framework.name
    return PLAIN
