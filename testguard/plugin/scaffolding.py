"""What a framework brings so that tests can be written for its stacks.

The flow (observe, compare, search, plan, render, verify) is testguard's own; a framework says how
its stacks are spelled in a test, and brings the templates that its tests are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct, field

from testguard.model.resource import Built, Graph, Resource
from testguard.plugin.protocols import Recipe

OUTPUT = "$output"  # {"$output": [id, name]}: an output of another resource, to be related
CALL = "$call"  # {"$call": ["Match.serialized_json", value]}: what a function makes of values


class Code(Struct, frozen=True):
    """A value of `Recipe.inputs` as an expression, evaluated in the module of the class it is for.

    Each build imports the repository anew, so that a member of an enum, say, must be looked up in
    each.
    """

    text: str


class Spelled(Struct, frozen=True):
    """How a test writes a stack, or the args of one.

    ``names`` are what the expression needs, by the dotted name of the module to import them from;
    an empty tuple asks for the module itself, under the name behind `` as ``, if any. ``folder``
    is where those of the repository are found, if any: it must be on ``sys.path``. ``context`` is
    what else the framework's templates want to know, such as the name of the project.
    ``parameters`` are the variables of the expression, as a `lambda` takes them.
    """

    expression: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    folder: Path = Path()
    context: Mapping[str, str] = field(default_factory=dict)
    parameters: str = ""


class Tried(Struct, frozen=True):
    """What became of an args class: the error that refused its inputs, or its attributes."""

    error: BaseException | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


Trial = Callable[[str, Mapping[str, Code]], Tried | None]


@runtime_checkable
class Scaffolding(Protocol):
    """A `Builder` that tests can be written for: a `Framework` may satisfy this too."""

    @property
    def templates(self) -> Path:
        """The folder of ``support.py.jinja`` (what tests share) and ``tests.py.jinja``.

        Both are given the names that docs/scaffolding.md lists.
        """
        ...

    def start(self, recipe: Recipe) -> Recipe:
        """``recipe`` with what the repository itself gives, ready to be built by itself.

        That is the configuration of its files, and the arguments that its program passes, as far
        as a test can write them; what is then missing is made up. Raises `BuildError`.
        """
        ...

    def spell(self, recipe: Recipe) -> Spelled:
        """The expression that constructs the stack with the inputs of ``recipe``.

        Raises `BuildError` where no test could write it.
        """
        ...

    def spell_args(self, recipe: Recipe, input_name: str) -> Spelled | None:
        """The expression that constructs only the args class that takes ``input_name``, if any."""
        ...

    def trial(self, recipe: Recipe) -> AbstractContextManager[Trial]:
        """Construct args classes over and over, without the stack that takes them.

        The trial is given the name of an args class and values of its inputs; it gives None where
        the stack takes no such class.
        """
        ...

    def answers(self, builds: Sequence[Built]) -> Mapping[str, Mapping[str, Any]]:
        """What mocks must answer, per type or token, so that the stack gets what it reads.

        A string may hold ``{name}``, the logical name of the resource.
        """
        ...

    def told(self, resource: Resource, words: frozenset[str]) -> Mapping[str, Any]:
        """The properties of ``resource`` that the user's code set, and no library filled in.

        ``words`` are all identifiers and keys in the repository's sources. Values may hold `OUTPUT`
        and `CALL`; under keys with a dollar, what the framework's templates know about.
        """
        ...

    def exported(self, graph: Graph) -> Mapping[str, Any]:
        """The exports of ``graph``, as `told` gives properties."""
        ...

    def label(self, name: str) -> str:
        """The part of a resource's name that tells it from others, for the name of a test."""
        ...

    def relate(self, graph: Graph, resource: str, output: str) -> str:
        """The expression for an output of a resource in a test; ``$name`` stands for a variable."""
        ...

    def word(self, name: str) -> str:
        """A property's name in the words of Python: ``instance_class`` for ``instanceClass``."""
        ...
