"""What `testguard scaffold` asks of Pulumi."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from msgspec.structs import replace

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
    plain = _plain(passed, settled=False)
    insisted = {name: code for name, code in plain.items() if _is_required(passed, name)}
    every = {**_plain(passed, settled=True), **plain}
    # what has a default may be needed all the same
    for given in (insisted, plain, every):
        tried = replace(ready, inputs={**given, **recipe.inputs})
        with suppress(BuildError):
            build(tried)
            return tried
    return replace(ready, inputs={**plain, **recipe.inputs})


@dataclass
class Passed:
    """What a program passes to which classes; ``known`` is what outputs among it came to."""

    arguments: list[tuple[type, Mapping[str, Any]]] = field(default_factory=list)
    known: dict[int, Any] = field(default_factory=dict)

    def keep(self, output: pulumi.Output[Any]) -> None:
        """Remember what an output comes to."""
        output.apply(lambda value: self.known.update({id(output): value}))


def _passed(attempt: Attempt, program: Path) -> Passed:
    sight, found = Sight(), Passed()

    def run() -> None:
        with replacing(class_of(attempt), {}, sight):
            run_program(program)
        found.arguments += sight.arguments[:2]
        for output in _outputs([given for _, given in found.arguments]):
            found.keep(output)

    with Outcome():
        attempt.run(run)
    return found if found.arguments else Passed(sight.arguments[:2])


def _plain(passed: Passed, *, settled: bool) -> dict[str, Code]:
    """What tests can write of what was passed; ``settled`` outputs as what they came to."""
    found: dict[str, Code] = {}
    for owner, arguments in passed.arguments:
        signature = inspect.signature(owner)
        for place, (name, value) in enumerate(arguments.items()):
            is_name = place == 0 and issubclass(owner, pulumi.Resource)
            if is_name or name in OPTIONS or name not in signature.parameters:
                continue
            with suppress(BuildError):
                shown = _settled(value, passed.known) if settled else value
                text = Speller(Arguments({}, _ignore)).value(shown)
                found[f"{owner.__name__}.{name}"] = Code(text)
    return found


def _is_required(passed: Passed, name: str) -> bool:
    """Whether a constructor insists on it."""
    owners = {owner.__name__: owner for owner, _ in passed.arguments}
    owner, _, parameter = name.partition(".")
    default = inspect.signature(owners[owner]).parameters[parameter].default
    return default is inspect.Parameter.empty


def _outputs(value: Any) -> Iterator[pulumi.Output[Any]]:
    """The outputs at any depth."""
    if isinstance(value, pulumi.Output):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _outputs(item)


def _settled(value: Any, known: Mapping[int, Any]) -> Any:
    """Outputs, at any depth, as what they came to, by identity."""
    if isinstance(value, pulumi.Output):
        return known.get(id(value), value)
    if isinstance(value, Mapping):
        return {key: _settled(item, known) for key, item in value.items()}
    return [_settled(item, known) for item in value] if isinstance(value, list | tuple) else value


def spell(recipe: Recipe) -> Spelled:
    """The expression that constructs the component; none for a program, which is run."""
    attempt = attempt_at(recipe)
    project = attempt.project
    context = {"project": project.name, "stack": project.stack}
    if project.file is not None and not recipe.class_name:
        context["settings"] = project.file.relative_to(attempt.root).as_posix()
        context["stated"] = "\n".join(project.stated)
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
        if output == "$name":
            return looked_up
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
