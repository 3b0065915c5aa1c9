"""What `testguard scaffold` asks of Pulumi."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi

from testguard.errors import BuildError
from testguard.model.resource import Graph
from testguard.plugin import Code, Recipe, Spelled, Trial, Tried
from testguard_pulumi.arguments import OPTIONS, Arguments
from testguard_pulumi.attempt import Attempt
from testguard_pulumi.building import attempt_at, build, class_of, run_program
from testguard_pulumi.interception import Sight, replacing
from testguard_pulumi.runtime import Outcome
from testguard_pulumi.spelling import Speller, carrier_for


def start(recipe: Recipe) -> Recipe:
    """``recipe`` with the repository's configuration and the plain arguments of its program."""
    attempt = attempt_at(recipe)
    config = {**attempt.project.config, **recipe.config}
    ready = replace(recipe, config=config, files=False, alone=True)
    program = attempt.project.program
    if not recipe.class_name or program is None or program == attempt.module:
        return ready
    passed = _passed(attempt, program)
    insisted = {name: code for name, (code, required) in passed.items() if required}
    plain = replace(ready, inputs={**insisted, **recipe.inputs})
    try:
        build(plain)
    except BuildError:  # what has a default may be needed all the same
        every = {name: code for name, (code, _) in passed.items()}
        return replace(ready, inputs={**every, **recipe.inputs})
    return plain


Passed = dict[str, tuple[Code, bool]]


def _passed(attempt: Attempt, program: Path) -> Passed:
    """What the program passes, as far as plain, and whether the component insists on it."""
    found: Passed = {}

    def run() -> None:
        class_ = class_of(attempt)
        sight = Sight()
        with replacing(class_, {}, sight):
            run_program(program)
        for owner, arguments in sight.arguments[:2]:
            found.update(_plain(owner, arguments))

    with Outcome():
        attempt.run(run)
    return found


def _plain(owner: type, arguments: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Code, bool]]]:
    signature = inspect.signature(owner)
    for place, (name, value) in enumerate(arguments.items()):
        is_name = place == 0 and issubclass(owner, pulumi.Resource)
        parameter = signature.parameters.get(name)
        if is_name or name in OPTIONS or parameter is None:
            continue
        try:
            text = Speller(Arguments({}, _ignore)).value(value)
        except BuildError:
            continue
        yield f"{owner.__name__}.{name}", (Code(text), parameter.default is parameter.empty)


def spell(recipe: Recipe) -> Spelled:
    """The expression that constructs the component; none for a program, which is run."""
    attempt = attempt_at(recipe)
    context = {"project": attempt.project.name, "stack": attempt.project.stack}
    if not recipe.class_name:
        return Spelled("", folder=attempt.module.parent, context=context)
    found = _spelled(recipe, lambda speller, class_: speller.construction(class_))
    return replace(found or Spelled(""), context=context)


def spell_args(recipe: Recipe, input_name: str) -> Spelled | None:
    """The expression that constructs the args class of an input."""
    return _spelled(recipe, lambda speller, class_: _args(speller, class_, input_name))


def _args(speller: Speller, class_: type, input_name: str) -> str:
    carrier = carrier_for(class_, input_name)
    return speller.construction(carrier) if carrier is not None else ""


def _spelled(recipe: Recipe, write: Callable[[Speller, type], str]) -> Spelled | None:
    attempt = attempt_at(recipe)
    told: list[Spelled] = []

    def run() -> None:
        class_ = class_of(attempt)
        speller = Speller(Arguments(recipe.inputs, attempt.note, bold=True))
        expression = write(speller, class_)
        if expression:
            told.append(speller.spelled(expression, _folder_of(class_)))

    attempt.run(run)
    return told[0] if told else None


def _folder_of(class_: type) -> Path:
    """The folder below which the class is imported by its dotted name."""
    file = Path(inspect.getfile(class_)).resolve()
    depth = class_.__module__.count(".") + (file.name == "__init__.py")
    return file.parents[depth]


@contextmanager
def trial(recipe: Recipe) -> Iterator[Trial]:
    """Construct args classes over and over, in one import of the repository."""
    attempt = attempt_at(recipe)
    if not recipe.class_name:
        yield lambda _owner, _given: None
        return
    with attempt.surroundings():
        class_ = class_of(attempt)

        def run(owner_name: str, given: Mapping[str, Code]) -> Tried | None:
            owner = carrier_for(class_, owner_name)
            if owner is None:
                return None
            arguments = Arguments({**recipe.inputs, **given}, attempt.note, bold=True)
            with Outcome() as outcome:
                return Tried(None, _seen(owner(**arguments.of(owner))))
            return Tried(outcome.error)

        yield run


def _seen(made: Any) -> dict[str, Any]:
    return dict(vars(made)) if hasattr(made, "__dict__") else {}


def _ignore(_what: str, _value: Any) -> None:
    """Nobody needs to know."""


def relate(graph: Graph, resource: str, output: str) -> str:
    """The expression for an output of a resource; ``$name`` stands for a variable."""
    if resource.startswith("$"):
        looked_up = resource[1:]
    else:
        found = next(each for each in graph.resources if each.id == resource)
        if output == "$name":
            return quoted(found.name)
        shared = sum(each.name == found.name for each in graph.resources) > 1
        looked_up = quoted(found.name) + (f", {quoted(found.type)}" if shared else "")
    end = ".id" if output == "id" else f".outputs[{quoted(output)}]"
    return f"stack.resource({looked_up}){end}"


def quoted(text: str) -> str:
    """A string literal in double quotes."""
    return json.dumps(text, ensure_ascii=False)
