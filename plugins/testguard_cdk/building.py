"""Building the stack of a recipe: an app's program, or one of its stacks, stages or constructs."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import aws_cdk
from constructs import Construct
from msgspec.structs import replace

from testguard.errors import BuildError
from testguard.model.resource import Built, Guess
from testguard.plugin import Recipe
from testguard.plugin.failures import missing_variable
from testguard.plugin.modules import import_stack
from testguard_cdk.arguments import Arguments
from testguard_cdk.attempt import MADE_UP, Attempt
from testguard_cdk.project import find_app
from testguard_cdk.replacing import Replacing
from testguard_cdk.signatures import takes_any
from testguard_cdk.things import Things, Unmakeable
from testguard_cdk.values import ACCOUNT, REGION, text

_MOST_VARIABLES = 30
_NOWHERE = "account/region are not specified"


def build(recipe: Recipe) -> Built:
    """Build the stack of ``recipe``, with environment variables made up. Raises `BuildError`."""
    made_up: dict[str, str] = {}
    while True:
        try:
            found = _build(replace(recipe, environment={**made_up, **recipe.environment}))
        except BuildError as error:
            name = missing_variable(error.__cause__)
            if not recipe.guess or not name or len(made_up) == _MOST_VARIABLES:
                raise
            made_up[name] = text(name)
        else:
            guesses = (Guess(f"environment {name}", value) for name, value in made_up.items())
            return replace(found, guesses=(*found.guesses, *guesses))


def _build(recipe: Recipe) -> Built:
    attempt = attempt_at(recipe)
    module = attempt.module
    if not recipe.class_name:
        return attempt.run(lambda: run_program(module))
    if recipe.alone:
        attempt.replacing = Replacing()
        return Component(attempt).alone()
    if module == attempt.app.program:
        return _class_of_program(attempt)
    return Component(attempt).build()


def attempt_at(recipe: Recipe) -> Attempt:
    """An attempt at building the stack of ``recipe``. Raises `BuildError` for broken files."""
    root = recipe.root.resolve()
    module = (root / recipe.stack.path).resolve()
    replacing = Replacing(recipe.class_name, module, recipe.inputs)
    return Attempt(recipe, find_app(module, root), root, module, replacing)


def run_program(file: Path) -> None:
    """Run a program as the CLI does."""
    sys.argv[:] = [str(file)]
    runpy.run_path(str(file), run_name="__main__")


def _class_of_program(attempt: Attempt) -> Built:
    """A class that is defined in the very program that constructs it."""
    recipe = attempt.recipe
    built = attempt.run(lambda: _constructed_by(attempt, attempt.module))
    unused = sorted(set(recipe.inputs) - attempt.replacing.used)
    if unused:
        raise BuildError(
            f"{recipe.stack.path}: {recipe.class_name} takes no {', '.join(unused)}",
            hint="move the class to a module of its own to replace what its props hold",
        )
    return built


def _constructed_by(attempt: Attempt, program: Path) -> Construct:
    """The first instance of the wanted class that a program makes. Raises `LookupError`."""
    run_program(program)
    if not attempt.replacing.made:
        raise NotConstructed(f"the app does not construct {attempt.recipe.class_name}")
    return cast(Construct, attempt.replacing.made[0])


class NotConstructed(LookupError):
    """The repository's own app does not use a class."""


@dataclass
class Component:
    """A stack, stage or construct: built alone, or inside the app that knows what it needs."""

    attempt: Attempt
    inside: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def build(self) -> Built:
        """Build it alone where defaults and types tell all it needs.

        Otherwise as part of the repository's app, and alone with made-up values where the app does
        not get that far. Raises `BuildError`.
        """
        try:
            return self.attempt.run(self._carefully)
        except BuildError as error:
            if _NOWHERE in error.message and self.attempt.recipe.guess and not self.inside:
                return self._somewhere()
            asked = self.attempt.recipe.guess and missing_variable(error.__cause__)
            if not self.inside or self._refused(error) or asked:
                raise
            return self._made_up(error)

    def alone(self) -> Built:
        """Build it by itself, with made-up values for what it insists on. Raises `BuildError`."""
        return self.attempt.run(lambda: self._alone(self.attempt, bold=True))

    def _refused(self, error: BuildError) -> bool:
        missed = isinstance(error.__cause__, NotConstructed)
        return self.attempt.replacing.entered and not missed

    def _somewhere(self) -> Built:
        """Once more with an account and a region, which look-ups insist on."""
        key = f"{self.attempt.recipe.class_name}.env"
        self.extra[key] = aws_cdk.Environment(account=ACCOUNT, region=REGION)
        again = replace(self.attempt, guesses={key: f"{ACCOUNT}/{REGION}"})
        return again.run(lambda: self._alone(again, bold=True))

    def _made_up(self, reason: BuildError) -> Built:
        if not self.attempt.recipe.guess:
            raise reason
        again = replace(self.attempt, guesses={})
        try:
            return again.run(lambda: self._alone(again, bold=True))
        except BuildError as error:
            if _NOWHERE not in error.message:
                raise
            return self._somewhere()

    def _carefully(self) -> Construct:
        class_, program = self._class(), self.attempt.app.program
        arguments = self._arguments(self.attempt, Things(aws_cdk.App))
        if program is None or not arguments.required(class_):
            return self._alone(self.attempt, bold=program is None)
        self.inside = True
        with self.attempt.replacing.fields(class_):
            return _constructed_by(self.attempt, program)

    def _alone(self, attempt: Attempt, *, bold: bool) -> Construct:
        class_ = self._class()
        scope = scope_of(class_)
        things = Things(place_in(scope, self.extra))
        arguments = self._arguments(attempt, things, bold=bold)
        try:
            made = arguments.of(class_, scope)
        except Unmakeable as unknown:
            raise TypeError(
                f"nothing says what {class_.__name__} takes for {unknown}; give it as an input"
            ) from None
        return cast(Construct, class_(**made))

    def _arguments(self, attempt: Attempt, things: Things, *, bold: bool = False) -> Arguments:
        extra = self.extra if takes_any(self._class()) else {}
        return Arguments({**extra, **attempt.recipe.inputs}, attempt.note, things, bold)

    def _class(self) -> type:
        return class_of(self.attempt)


def class_of(attempt: Attempt) -> type:
    """The class that is built, imported as the app does. Raises `ImportError`."""
    module = import_stack(attempt.module, attempt.paths)
    class_ = getattr(module, attempt.recipe.class_name, None)
    if class_ is None:
        raise ImportError(f"{module.__name__} has no class {attempt.recipe.class_name}")
    return cast(type, class_)


def scope_of(class_: type) -> Construct:
    """Where a class is constructed: stacks and stages in an app, all else in a stack."""
    app: Construct = aws_cdk.App()
    if issubclass(class_, aws_cdk.Stage):
        return app
    if issubclass(class_, aws_cdk.Stack) and not issubclass(class_, aws_cdk.NestedStack):
        return app
    stack: Construct = aws_cdk.Stack(app, "Stack")
    return stack


def place_in(scope: Construct, extra: Mapping[str, Any]) -> Callable[[], Construct]:
    """Where made-up constructs go: beside a construct, or in a stack of their own for a stack."""
    found: list[Construct] = []

    def place() -> Construct:
        if not found:
            inside = not isinstance(scope, aws_cdk.App)
            env = next(iter(extra.values()), None)
            found.append(scope if inside else aws_cdk.Stack(scope, MADE_UP, env=env))
        return found[0]

    return place
