"""What a plugin may bring besides rules: reporters, metrics and frameworks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from msgspec import Struct, field

from testguard.model.project import StackModule

if TYPE_CHECKING:
    from testguard.model.evidence import Evidence
    from testguard.model.measurement import Measurement
    from testguard.model.mutant import Act, Mutant
    from testguard.model.resource import Built, Graph
    from testguard.model.statement import Statement
    from testguard.model.verdict import Report


class Style(Struct, frozen=True):
    """How a report may look: ANSI colours or not, and the width of the terminal in columns.

    ``verbosity`` is -1 for quiet, 0, or 1 for verbose.
    """

    color: bool = False
    width: int = 100
    verbosity: int = 0


class Reporter(Struct, frozen=True):
    """A report format: its name on the command line, and a pure function from report to text."""

    name: str
    render: Callable[[Report, Style], str]
    summary: str = ""


def reporter(name: str) -> Callable[[Callable[[Report, Style], str]], Reporter]:
    """Make a reporter of a function from `Report` and `Style` to text."""

    def make(render: Callable[[Report, Style], str]) -> Reporter:
        return Reporter(name, render, (render.__doc__ or "").strip().partition("\n")[0])

    return make


ORIGIN = "__testguard_origin__"
"""An attribute of errors: the traceback they had where they were raised."""


class Metric(Protocol):
    """How much of a stack module the tests exercised, in one respect.

    ``name`` is the key under ``[tool.testguard.thresholds]``; ``code`` is the code of the finding
    when the threshold is missed.
    """

    name: str
    code: str

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """The measurement of ``stack``; not recorded where the evidence does not speak of it."""
        ...


class Framework(Protocol):
    """What makes a file a stack module of one framework; told from syntax alone."""

    @property
    def name(self) -> str:
        """The name of the framework, such as ``pulumi``."""
        ...

    @property
    def bases(self) -> frozenset[str]:
        """The dotted names of the classes that infrastructure derives from."""
        ...

    @property
    def packages(self) -> frozenset[str]:
        """The top-level packages whose import makes a file worth reading."""
        ...

    @property
    def project_files(self) -> frozenset[str]:
        """The names of files that mark a project, such as ``Pulumi.yaml``."""
        ...

    @property
    def resources(self) -> frozenset[str]:
        """Patterns (`fnmatch`) of dotted names of classes; calling one declares a resource."""
        ...

    @property
    def not_resources(self) -> frozenset[str]:
        """Patterns of classes that match ``resources`` and only describe one."""
        ...

    @property
    def implicit_stack(self) -> bool:
        """Whether a program is a stack of its own, so that its resources take a name first.

        Otherwise resources take the scope they belong to first.
        """
        ...

    def programs(self, project_file: str, text: str) -> Iterable[str]:
        """The top-level programs that a project file names, relative to its folder.

        A name may be a folder, which stands for the ``__main__.py`` in it. Raises `ValueError`
        with a reason where ``text`` cannot be parsed.
        """
        ...


class Recipe(Struct, frozen=True):
    """What to build, and with what.

    ``class_name`` is one of ``stack.classes``; "" runs the program. ``inputs`` replace arguments
    and fields, by their names in the contract (``TapStackArgs.size``) or by the bare name;
    everything else keeps its default. ``config`` adds to what the repository's files say;
    ``secrets`` are keys of it. ``environment`` adds to a process without credentials.
    ``stack_name`` chooses among the repository's stacks ("dev", "prod"), ``others`` are the outputs
    of other stacks, by their names. ``guess`` makes up what nobody gave and the stack insists on.
    ``answers`` are the outputs of resources and calls, by type or token, in place of realistic
    ones; ids are then made of logical names, as mocks that a person writes do. Without ``files``
    the configuration of the repository's files does not count; ``alone`` constructs a class itself
    and never as part of the repository's program.
    """

    root: Path
    stack: StackModule
    class_name: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    stack_name: str = ""
    others: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    guess: bool = True
    seconds: float = 60.0
    answers: Mapping[str, Mapping[str, Any]] | None = None
    files: bool = True
    alone: bool = False


class Tap(Protocol):
    """Sees the graphs that a running test session builds, without changing what its tests see."""

    key: str
    """The id of the test that runs now; "" outside of tests."""

    def install(self) -> None:
        """Begin to listen; costs nothing until the framework is imported."""
        ...

    def remove(self) -> None:
        """Stop, and leave the framework as it was found."""
        ...

    @property
    def graphs(self) -> Mapping[str, Sequence[Graph]]:
        """What was built, by the key under which it was declared."""
        ...


@runtime_checkable
class AlteringTap(Tap, Protocol):
    """A tap that can also hand tests a graph with one thing wrong."""

    @property
    def applied(self) -> int:
        """How often what is wrong was put where tests could see it."""
        ...

    @property
    def visible(self) -> frozenset[Act]:
        """What of a graph the tests that ran could see at all: the rest would always survive."""
        ...

    def alter(self, mutant: Mutant) -> None:
        """From now on, hand tests what they build with this one thing wrong."""
        ...

    def noticed(self, error: BaseException) -> bool | None:
        """Whether a test that ended with this error noticed what is wrong.

        Yes for a failed assertion of the framework's own, no for a crash of what stands in for the
        cloud, None where only the test's code can tell.
        """
        ...

    def before_trial(self) -> None:
        """Get ready for tests that try a mutant, in a fork of a warm process or in a fresh one.

        Called before `install`, and once before tests run on unchanged code in the process that
        forks: mend what a fork leaves broken, and give errors whose traceback the framework loses
        the attribute `ORIGIN`.
        """
        ...


@runtime_checkable
class RecallingTap(AlteringTap, Protocol):
    """A tap that need not build again what another one saw of unchanged code."""

    def recall(self, other: Tap) -> None:
        """Know what ``other``, a tap of the same framework, saw."""
        ...


@runtime_checkable
class StatingTap(AlteringTap, Protocol):
    """A tap of a framework whose constructs decide much by themselves.

    It tells what the repository's code states, and can state it otherwise, so that it can be seen
    what follows from it.
    """

    def heed(self, varied: Iterable[Statement] = (), attempt: int = 0) -> None:
        """Hear statements, and say those that are ``varied`` otherwise; called before `install`.

        ``attempt`` chooses among the ways to say something otherwise, from 0 on.
        """
        ...

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What code below the root said so far, each once."""
        ...

    @property
    def refused(self) -> tuple[Statement, ...]:
        """Those of the varied statements that were refused, and said as they are after all."""
        ...


@runtime_checkable
class Builder(Protocol):
    """A framework that can also run stacks: a `Framework` may satisfy this too."""

    def build(self, recipe: Recipe) -> Built:
        """Build a stack without a cloud, in this process, and leave the process as it was.

        Raises `BuildError`; where the stack's own code raised, that is its ``__cause__``.
        """
        ...

    def tap(self, root: Path) -> Tap:
        """A new tap, not yet installed; sources of resources are told relative to ``root``."""
        ...


@runtime_checkable
class Forkable(Protocol):
    """A framework whose library starts what two processes cannot share, so that forks need care.

    One process imports the library and runs nothing; each of its forks runs tests once.
    """

    def before_forks(self) -> None:
        """Before the library is imported: what cannot be shared is held back from now on."""
        ...

    def after_fork(self, known: Sequence[str]) -> Iterator[None]:
        """In a fork, before it has anything to do: start what was held back, and get it warm.

        ``known`` is what earlier forks have `learned`. Nothing may be left behind that tests can
        tell from a fresh start. After each step but what tests need anyway, it may be left at that.
        """
        ...

    def learned(self) -> tuple[str, ...]:
        """In a fork whose tests have run: what the next one can get warm for."""
        ...
