"""Building the stack of a recipe: its program, or one of its components."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pulumi
from msgspec.structs import replace

from testguard.errors import BuildError
from testguard.model.resource import Built, Graph, Resource
from testguard.plugin import Recipe
from testguard.plugin.modules import import_stack
from testguard_pulumi.arguments import Arguments, Unguessable
from testguard_pulumi.attempt import Attempt
from testguard_pulumi.interception import Sight, replacing
from testguard_pulumi.project import StackProject, encode, find_project


def build(recipe: Recipe) -> Built:
    """Build the stack of ``recipe``. Raises `BuildError`."""
    attempt = attempt_at(recipe)
    if not recipe.class_name:
        return attempt.run(lambda: run_program(attempt.module))
    if attempt.module == attempt.project.program:
        return _component_of_program(attempt)
    return Component(attempt).build()


def attempt_at(recipe: Recipe) -> Attempt:
    """What building ``recipe`` needs to know. Raises `BuildError` for files that cannot be read."""
    root = recipe.root.resolve()
    module = (root / recipe.stack.path).resolve()
    found = find_project(module, root, recipe.stack_name)
    if not recipe.files:
        found = replace(found, config={}, secrets=())
    return Attempt(recipe, _with_given(found, recipe), root, module)


def _component_of_program(attempt: Attempt) -> Built:
    """A component that is defined in the very program that constructs it."""
    recipe, module = attempt.recipe, attempt.module
    if recipe.inputs:
        raise BuildError(
            f"{recipe.stack.path}: the arguments of {recipe.class_name} cannot be replaced: "
            "importing its module runs the program",
            hint="move the class to a module of its own",
        )
    built = attempt.run(lambda: run_program(module))
    made = [each for each in attempt.watch.made if type(each).__name__ == recipe.class_name]
    if not made:
        raise BuildError(f"{recipe.stack.path} does not construct {recipe.class_name}")
    return replace(built, graph=_part(built.graph, made[0]))


def run_program(file: Path) -> None:
    """Run a program as Pulumi does."""
    sys.argv[:] = [str(file)]
    runpy.run_path(str(file), run_name="__main__")


@dataclass
class Component:
    """A component: built alone, or inside the program that knows what it needs."""

    attempt: Attempt
    sight: Sight = field(default_factory=Sight)

    def build(self) -> Built:
        """Build it alone where defaults and types tell all it needs.

        Otherwise as part of the repository's program, and alone with made-up values where the
        program does not get that far. Raises `BuildError`.
        """
        try:
            built = self.attempt.run(self._carefully)
        except BuildError as error:
            if self.sight.entered or not self.sight.inside:
                raise
            return self._made_up(error)
        if not self.sight.inside:
            return built
        if not self.sight.made:
            return self._made_up(None)
        return replace(built, graph=_part(built.graph, self.sight.made[0]))

    def _made_up(self, reason: BuildError | None) -> Built:
        recipe = self.attempt.recipe
        if not recipe.guess:
            raise reason or BuildError(
                f"{recipe.stack.path}: nothing says what {recipe.class_name} needs",
                hint="the program of its project does not construct it",
            )
        again = replace(self.attempt, guesses={})
        return again.run(lambda: self._alone(bold=True, attempt=again))

    def _carefully(self) -> None:
        class_, program = class_of(self.attempt), self.attempt.project.program
        arguments = self._arguments(self.attempt)
        if self.attempt.recipe.alone:
            self._alone(bold=True, attempt=self.attempt)
            return
        if program is None or program == self.attempt.module or not arguments.required(class_):
            self._alone(bold=program is None, attempt=self.attempt)
            return
        self.sight.inside = True
        with replacing(class_, self.attempt.recipe.inputs, self.sight):
            run_program(program)

    def _alone(self, *, bold: bool, attempt: Attempt) -> None:
        class_ = class_of(attempt)
        try:
            made = self._arguments(attempt, bold=bold).of(class_)
        except Unguessable as unknown:
            raise TypeError(
                f"nothing says what {class_.__name__} takes for {unknown}; give it as an input"
            ) from None
        class_(**made)

    def _arguments(self, attempt: Attempt, *, bold: bool = False) -> Arguments:
        return Arguments(attempt.recipe.inputs, attempt.note, bold)


def class_of(attempt: Attempt) -> type:
    """The class of the recipe, freshly imported."""
    module = import_stack(attempt.module, attempt.paths)
    class_ = getattr(module, attempt.recipe.class_name, None)
    if class_ is None:
        missing = f"{module.__name__} has no class {attempt.recipe.class_name}"
        raise ImportError(missing)
    return cast(type, class_)


def _with_given(project: StackProject, recipe: Recipe) -> StackProject:
    given = {
        key if ":" in key else f"{project.name}:{key}": encode(value)
        for key, value in recipe.config.items()
    }
    marked = (key if ":" in key else f"{project.name}:{key}" for key in recipe.secrets)
    kept = [key for key in project.secrets if key not in given]
    return replace(project, config={**project.config, **given}, secrets=(*kept, *marked))


def _part(graph: Graph, component: pulumi.Resource) -> Graph:
    """The component, all below it, and what these need of the rest."""
    top = next(
        each for each in graph.resources
        if each.name == component._name and each.type == component._type  # noqa: SLF001
    )  # fmt: skip
    by_id = {each.id: each for each in graph.resources}
    kept = {each.id for each in graph.below(top.id)}
    todo = list(kept)
    while todo:
        for id_ in _needs(by_id[todo.pop()]):
            if id_ in by_id and id_ not in kept:
                kept.add(id_)
                todo.append(id_)
    resources = tuple(each for each in graph.resources if each.id in kept)
    return replace(graph, resources=resources, exports={})


def _needs(resource: Resource) -> Iterable[str]:
    return filter(None, (resource.provider, *resource.depends_on))
