"""What `testguard scaffold` asks of the CDK."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aws_cdk
from constructs import Construct
from msgspec.structs import replace

from testguard.errors import BuildError
from testguard.plugin import Code, Recipe, Spelled, Trial, Tried
from testguard_cdk.arguments import Arguments, Filled, Like, like_of
from testguard_cdk.attempt import Attempt, Outcome
from testguard_cdk.building import attempt_at, build, class_of, place_in, run_program, scope_of
from testguard_cdk.signatures import carriers_of, parameters, place_of, rest_of, takes_any
from testguard_cdk.spelling import Speller, folder_of
from testguard_cdk.things import ENVIRONMENT, Things

_NOWHERE = "account/region are not specified"
Passed = dict[str, tuple[Code | Like | Filled, bool]]


def start(recipe: Recipe) -> Recipe:
    """``recipe`` with the context of the project and the plain arguments of its app."""
    attempt = attempt_at(recipe)
    told = {key: value for key, value in attempt.app.context.items() if _is_own(key)}
    config = {**told, **recipe.config}
    ready = replace(recipe, config=config, files=False, alone=bool(recipe.class_name))
    if not recipe.class_name:
        return replace(ready, environment={**_signed_in(recipe), **recipe.environment})
    ready = replace(ready, guess=False, answers={})
    program = attempt.app.program
    passed = _passed(attempt) if program not in (None, attempt.module) else {}
    insisted = {name: code for name, (code, required) in passed.items() if required}
    every = {name: code for name, (code, _) in passed.items()}
    env = f"{recipe.class_name}.env"
    anywhere = {name: code for name, code in every.items() if name != env}
    errors: list[BuildError] = []
    for given in (insisted, anywhere, every, {**every, env: Code(ENVIRONMENT)}):
        plain = replace(ready, inputs={**given, **recipe.inputs})
        try:
            build(plain)
        except BuildError as error:
            errors.append(error)
        else:
            return plain
    raise errors[0]


def _is_own(key: str) -> bool:
    """Whether a key of the context is the project's, and no flag or answer of the CDK."""
    return not key.startswith(("@", "aws:", "aws-cdk")) and ":account=" not in key


def _signed_in(recipe: Recipe) -> dict[str, str]:
    """What the CLI tells an app, without which it may be in no region."""
    found = {"CDK_DEFAULT_ACCOUNT": "123456789012", "CDK_DEFAULT_REGION": "us-east-1"}
    return found if recipe.guess else {}


def _passed(attempt: Attempt) -> Passed:
    """What the app passes, as far as plain, and whether the class insists on it."""
    found: Passed = {}

    def run() -> None:
        class_ = class_of(attempt)
        with attempt.replacing.fields(class_):
            run_program(attempt.app.program)  # type: ignore[arg-type]
        seen = dict(reversed(attempt.replacing.seen))
        for owner, arguments in seen.items():
            found.update(_told(owner, arguments))

    plain = replace(attempt, recipe=replace(attempt.recipe, guess=True))
    with Outcome():
        plain.run(run)
    return found


def _told(
    owner: type, arguments: Mapping[str, Any]
) -> Iterator[tuple[str, tuple[Code | Like | Filled, bool]]]:
    """What was passed to a class: as a test can write it, else what it is like."""
    speller = Speller(Arguments({}, _ignore, Things(aws_cdk.App)), {})
    for name, value, required in _passed_to(owner, arguments):
        try:
            yield f"{owner.__name__}.{name}", (Code(speller.value(value)), required)
        except (BuildError, RecursionError):
            like = like_of(value) if required else None
            if like:
                yield f"{owner.__name__}.{name}", (like, required)


def _passed_to(owner: type, arguments: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """The name and value of each argument, and whether the class insists on it.

    Of what is taken by any name, nothing tells that.
    """
    for number, parameter in enumerate(parameters(owner)):
        if parameter.name in arguments and not place_of(owner, number, parameter):
            yield parameter.name, arguments[parameter.name], parameter.default is parameter.empty
    if takes_any(owner):
        for name, value in arguments.get(rest_of(owner), {}).items():
            yield name, value, False


def spell(recipe: Recipe) -> Spelled:
    """The expression that constructs the stack; none for an app, which is run."""
    if not recipe.class_name:
        return Spelled("")  # what runs an app looks in its folder first, for that time
    found = _spelled(recipe, _whole)
    return found or Spelled("")


def spell_args(recipe: Recipe, input_name: str) -> Spelled | None:
    """The expression that constructs the props class of an input; none with a scope in it."""
    found = _spelled(recipe, lambda speller, class_, _: _props(speller, class_, input_name))
    return found if found is not None and not found.parameters else None


Write = Callable[[Speller, type, Construct], str]


def _whole(speller: Speller, class_: type, scope: Construct) -> str:
    return speller.construction(class_, speller.arguments.of(class_, scope))


def _props(speller: Speller, class_: type, input_name: str) -> str:
    carrier = _carrier(class_, input_name)
    if carrier is None:
        return ""
    return speller.construction(carrier, speller.arguments.of(carrier))


def _spelled(recipe: Recipe, write: Write) -> Spelled | None:
    attempt = attempt_at(recipe)
    told: list[Spelled] = []

    def run() -> Construct:
        class_ = class_of(attempt)
        scope = scope_of(class_)
        place = place_in(scope, {})
        speller = Speller(
            Arguments(recipe.inputs, attempt.note, Things(place), bold=True),
            _variables(scope, place),
        )
        expression = write(speller, class_, scope)
        if expression:
            told.append(speller.spelled(expression, folder_of(class_)))
        is_stack = isinstance(scope, aws_cdk.Stack)
        stack: Construct = scope if is_stack else aws_cdk.Stack(scope, "Empty")
        return stack

    attempt.run(run)
    return told[0] if told else None


def _variables(scope: Construct, place: Callable[[], Construct]) -> dict[str, Construct]:
    """What the fixture `build` gives: an app, a stack for constructs, or one of what exists."""
    if isinstance(scope, aws_cdk.App):
        return {"app": scope, "elsewhere": place()}
    return {"stack": scope}


@contextmanager
def trial(recipe: Recipe) -> Iterator[Trial]:
    """Construct props classes over and over, in one import of the repository."""
    attempt = attempt_at(recipe)
    if not recipe.class_name:
        yield lambda _owner, _given: None
        return
    with attempt.surroundings():
        class_ = class_of(attempt)
        things = Things(place_in(scope_of(class_), {}))

        def run(owner_name: str, given: Mapping[str, Code]) -> Tried | None:
            owner = _carrier(class_, owner_name)
            if owner is None:
                return None
            inputs = {**recipe.inputs, **given}
            arguments = Arguments(inputs, attempt.note, things, bold=True)
            outcome = Outcome()
            with outcome:
                return Tried(None, dict(vars(owner(**arguments.of(owner)))))
            return Tried(outcome.error)

        yield run


def _carrier(class_: type, input_name: str) -> type | None:
    """The props class that an input such as ``Props.size`` names, of those that a class takes."""
    wanted = input_name.partition(".")[0]
    known = [each for each in carriers_of(class_) if inspect.isclass(each)]
    return next((each for each in known if each.__name__ == wanted), None)


def _ignore(_what: str, _value: Any) -> None:
    """Nobody needs to know."""
