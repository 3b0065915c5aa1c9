"""Which files declare infrastructure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from testguard.discovery.globs import Globs
from testguard.discovery.lineage import Ancestor, Lineage
from testguard.discovery.links import Links
from testguard.discovery.programs import Program, declares
from testguard.discovery.sketch import Sketch
from testguard.model.project import Problem, StackModule
from testguard.plugin import Framework
from testguard.suite.library import Library
from testguard.suite.module import Module


@dataclass(frozen=True)
class Ground:
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
    for program in programs:
        for stack in _program_stacks(ground, program, stacks):
            stacks.setdefault(stack.path, stack)
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
    """Parse what names a framework, then what names a class found so, until nothing is new."""
    names = {package.encode() for framework in ground.frameworks for package in framework.packages}
    pending = [path for path in sorted(ground.code) if ground.sketch(path).bases]
    while names:
        chosen = [path for path in pending if _mentions(ground.sketch(path), names)]
        pending = sorted(set(pending).difference(chosen))
        found = [stack for path in chosen if (stack := _component_file(ground, path))]
        yield from found
        names = {name.encode() for stack in found for name in stack.classes}


def _mentions(sketch: Sketch, names: set[bytes]) -> bool:
    return not names.isdisjoint(sketch.words) or not names.isdisjoint(sketch.bases)


def _component_file(ground: Ground, path: str) -> StackModule | None:
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
    ground: Ground, program: Program, known: dict[str, StackModule]
) -> Iterator[StackModule]:
    """The program itself, and the modules it imports that create resources at their top level.

    A program that only puts together what other modules declare is no stack module; nor is an app
    of a framework whose resources need a stack, unless it makes one.
    """
    if program.path not in ground.code:
        return
    parts = []
    if program.framework.implicit_stack:
        parts = [
            _of_program(path, program)
            for path in ground.links.reachable(program.path)
            if path in ground.code and path not in known and _creates(ground, path, program)
        ]
        yield from parts
    module = ground.library.load(program.path)
    if module is None or program.path in known:
        return
    delegates = bool(parts) or not known.keys().isdisjoint(ground.links.reachable(program.path))
    implied = program.framework.implicit_stack and not delegates
    if implied or declares(module, program.framework):
        yield _of_program(program.path, program)


def _creates(ground: Ground, path: str, program: Program) -> bool:
    module = ground.library.load(path)
    return module is not None and declares(module, program.framework, top_level=True)


def _of_program(path: str, program: Program) -> StackModule:
    return StackModule(path, program.framework.name, program=True, origin=program.project_file)


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
    return "python"
