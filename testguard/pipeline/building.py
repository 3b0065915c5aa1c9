"""Build stacks without a cloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from testguard.config import Config
from testguard.discovery.discover import discover
from testguard.errors import BuildError
from testguard.inspection.contracts.gather import chosen
from testguard.model.project import PLAIN, Problem, Project, StackModule
from testguard.model.resource import Built, Graph
from testguard.pipeline.composing import imported_from
from testguard.pipeline.loading import load
from testguard.plugin import Builder, Plugins, Recipe
from testguard.requirements.seen import Seen


def graphs(
    config: Config, paths: Iterable[Path] = (), options: Mapping[str, Any] | None = None
) -> tuple[tuple[Built, ...], tuple[Problem, ...]]:
    """Build the stacks of the modules at ``paths``, or all, and what kept some from being built.

    ``options`` are further fields of a `Recipe`. Raises `ConfigError` for a path that is no stack
    module.
    """
    plugins = load(config)
    project = discover(config, plugins.frameworks)
    works = Works.of(config, plugins, options or {})
    named = [path.resolve() for path in paths]
    built = [
        each
        for stack in chosen(project, named)
        for name in names_in(stack)
        for each in works.build(stack, name, insist=bool(named))
    ]
    return tuple(built), (*plugins.problems, *project.problems, *works.problems)


class Part(Struct, frozen=True):
    """What was built of one class, or of a program (``name`` is ""), of the system."""

    stack: StackModule
    name: str
    seen: tuple[Seen, ...]
    whole: bool = True


def system(
    config: Config,
    plugins: Plugins,
    project: Project,
    options: Mapping[str, Any] | None = None,
    paths: Iterable[Path] = (),
) -> tuple[tuple[Seen, ...], tuple[Problem, ...]]:
    """The system as it is deployed, as requirements see it; as `parts_of`."""
    parts, problems = parts_of(config, plugins, project, options, paths)
    return tuple(each for part in parts for each in part.seen), problems


def parts_of(
    config: Config,
    plugins: Plugins,
    project: Project,
    options: Mapping[str, Any] | None = None,
    paths: Iterable[Path] = (),
) -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """The system as it is deployed: what its programs make; or the modules at ``paths``.

    Stack modules that no program that could be built imports or makes anything of are built alone,
    with their defaults; so are those at ``paths``. A program that cannot be built is a problem, and
    not a fatal one. Raises `ConfigError` for a path that is no stack module.
    """
    works = Works.of(config, plugins, options or {})
    named = [path.resolve() for path in paths]
    if named:
        parts = tuple(_alone(works, chosen(project, named), insist=True))
    else:
        made = tuple(_programs(works, project))
        graphs = [each.graph for part in made for each in part.seen]
        done = {resource.module for graph in graphs for resource in graph.resources}
        done |= {program.path for program in project.programs}
        done |= imported_from(config.root, (part.stack.path for part in made))
        rest = [stack for stack in project.stacks if stack.path not in done]
        parts = (*made, *_alone(works, rest))
    return parts, (*plugins.problems, *project.problems, *works.problems)


def _programs(works: Works, project: Project) -> Iterator[Part]:
    stacks = {stack.path for stack in project.stacks}
    for program in project.programs:
        for built in works.build(program, "", fatal=False):
            one = len(built.graphs) == 1
            seen = tuple(Seen(_placed(graph, stacks, one=one)) for graph in built.graphs)
            yield Part(program, "", seen)


def _alone(works: Works, stacks: Iterable[StackModule], *, insist: bool = False) -> Iterator[Part]:
    for stack in stacks:
        for name, is_stack in _parts(stack):
            for built in works.build(stack, name, insist=insist):
                seen = tuple(Seen(graph, stack=is_stack) for graph in built.graphs)
                yield Part(stack, name, seen, is_stack)


def names_in(stack: StackModule) -> tuple[str, ...]:
    """What is built of a stack module: its classes, or "" for a program or another script."""
    whole = stack.program or Path(stack.path).name == "__main__.py" or stack.framework == PLAIN
    return ("",) if whole else stack.classes


def constructs(project: Project) -> frozenset[str]:
    """The stack modules that define nothing that is deployed by itself."""
    return frozenset(
        stack.path
        for stack in project.stacks
        if stack.classes and not any(is_stack for _, is_stack in _parts(stack))
    )


@dataclass
class Works:
    """The frameworks that can build, and what kept them from building."""

    config: Config
    builders: Mapping[str, Builder]
    options: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, config: Config, plugins: Plugins, options: Mapping[str, Any]) -> Works:
        """Those of ``plugins``; ``options`` are further fields of each `Recipe`."""
        builders = {each.name: each for each in plugins.frameworks if isinstance(each, Builder)}
        return cls(config, builders, options)

    def build(
        self, stack: StackModule, name: str, *, insist: bool = False, fatal: bool = True
    ) -> Iterator[Built]:
        """What is built of one class, or of a program; nothing where that fails.

        A file without a framework, such as a handler, is a stack module to measure only: it is a
        problem only where somebody asked for it (``insist``).
        """
        if stack.framework not in self.builders:
            if insist or stack.framework != PLAIN:
                message = f"stacks of {stack.framework} cannot be built"
                self.problems.append(Problem(message, stack.path))
            return
        try:
            yield self.builders[stack.framework].build(
                Recipe(self.config.root, stack, name, **self.options)
            )
        except BuildError as error:
            self.problems.append(Problem(error.message, "", error.hint, fatal=fatal))


def _parts(stack: StackModule) -> Iterator[tuple[str, bool]]:
    """Names of what is built of a module, and whether each is deployed by itself."""
    bases = dict(zip(stack.classes, stack.bases, strict=False))
    for name in names_in(stack):
        yield name, not bases.get(name, "").endswith(".Construct")


def _placed(graph: Graph, stacks: set[str], *, one: bool) -> Graph:
    """A graph of a program, with the only stack module that declares anything of it."""
    modules = {each.module for each in graph.resources} & stacks
    if len(modules) == 1:
        return replace(graph, path=min(modules))
    return graph if one else replace(graph, path="")
