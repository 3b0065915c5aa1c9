"""What the one who hands out mutants and a worker tell each other."""

from __future__ import annotations

from msgspec import Struct, field

from testguard.model.mutant import Act, Mutant, Verdict
from testguard.model.resource import Graph, Observed
from testguard.model.statement import Declared, Statement


class Orders(Struct, frozen=True):
    """What a worker is for.

    ``root`` is the project; ``suites`` are the files to run, ``stacks`` the modules whose lines
    are told apart by test, and ``sources`` more files of the repository that may be spoilt.
    ``options`` are further options of pytest. ``observe`` asks for an `Observation`.
    """

    root: str
    suites: tuple[str, ...]
    stacks: tuple[str, ...]
    options: tuple[str, ...] = ()
    observe: bool = True


class Run(Struct, frozen=True):
    """One test on unchanged code: whether it passed each time, and its seconds when warm."""

    test: str
    stable: bool
    seconds: float


class Observation(Struct, frozen=True):
    """What the tests do on unchanged code.

    ``lines`` gives for each module the tests by line. ``visible`` tells by framework what of a
    graph tests can see; ``declared`` what of it follows from what code states, where that was
    asked. ``trouble`` says why nothing could be observed, or is "".
    """

    runs: tuple[Run, ...] = ()
    graphs: tuple[Observed, ...] = ()
    lines: dict[str, dict[int, tuple[str, ...]]] = field(default_factory=dict)
    visible: dict[str, tuple[Act, ...]] = field(default_factory=dict)
    declared: tuple[Declared, ...] = ()
    trouble: str = ""


class Trial(Struct, frozen=True):
    """One mutant to be tried on these tests, in this order, for so many seconds at most.

    ``source`` is the text of ``mutant.module`` with the one thing wrong, for source mutants.
    ``refusals`` are the names of the errors by which the stack refuses inputs. Without a mutant,
    the tests run on unchanged code, or on code that says ``varied`` otherwise, in the way that
    ``attempt`` chooses; whatever they build is told then.
    """

    mutant: Mutant | None
    tests: tuple[str, ...]
    seconds: float
    source: str = ""
    refusals: tuple[str, ...] = ()
    varied: tuple[Statement, ...] = ()
    attempt: int = 0


class Outcome(Struct, frozen=True):
    """What a fork found: see `testguard.model.mutant.Result`.

    ``passed`` are the tests that passed and ``took`` the seconds of each that ran; ``cpu`` are the
    seconds that the fork spent on a processor, and ``memory`` is the largest number of bytes that a
    process of the worker held. ``graphs`` are what was built of code that says something else, and
    ``refused`` what it could not say.
    """

    verdict: Verdict
    by: str = ""
    message: str = ""
    ran: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    took: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    memory: int = 0
    graphs: tuple[Graph, ...] = ()
    refused: tuple[Statement, ...] = ()


class Answer(Struct, frozen=True):
    """What came of a unit of work elsewhere: an outcome, or why there can be none."""

    outcome: Outcome | None = None
    trouble: str = ""
