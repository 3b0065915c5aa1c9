"""A repository as discovery sees it: stack modules, suites, and which belongs to which."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

PLAIN = "python"  # the framework of a file that the configuration names, and that uses none


class Conventions(Struct, frozen=True):
    """What pytest collects, from the ini file that is nearest to a suite.

    ``origin`` is that file, relative to the root, or "" for pytest's defaults; ``testpaths`` are
    relative to the root; so are ``pythonpath`` entries.
    """

    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    python_classes: tuple[str, ...] = ("Test",)
    python_functions: tuple[str, ...] = ("test",)
    testpaths: tuple[str, ...] = ()
    pythonpath: tuple[str, ...] = ()
    norecursedirs: tuple[str, ...] = ()
    origin: str = ""


class SuiteFile(Struct, frozen=True):
    """A Python file in which tests live or look as if they did.

    ``collected`` tells whether its name and place match the conventions, so that pytest opens it.
    """

    path: str
    conventions: Conventions
    collected: bool = True


class StackModule(Struct, frozen=True):
    """A file that declares infrastructure.

    ``classes`` are the stack, construct or component classes it defines; ``program`` tells a
    top-level Pulumi program or a CDK app that declares resources itself; ``bases`` gives for each
    class the framework class that makes it one. ``origin`` is what named a program: its project
    file, or "stacks" for the configuration.
    """

    path: str
    framework: str
    classes: tuple[str, ...] = ()
    program: bool = False
    bases: tuple[str, ...] = ()
    origin: str = ""


class SystemFile(Struct, frozen=True):
    """A file of the system itself: a stack module, or a file of the code of Lambda functions.

    ``stack`` is None for the latter, unless the configuration names them a stack module as well;
    ``handlers`` are the functions in it that Lambda calls, "" for a module that one imports, and
    ``stacks`` all stack modules of the project. ``regions`` are those that the
    configuration speaks of.
    """

    path: str
    stack: StackModule | None = None
    handlers: tuple[str, ...] = ()
    stacks: tuple[StackModule, ...] = ()
    regions: tuple[str, ...] = ()


class Pairing(Struct, frozen=True):
    """A suite that belongs to a stack module, and why ("imports lib.tap_stack", "by name")."""

    stack: str
    suite: str
    reason: str


class Problem(Struct, frozen=True):
    """Something that kept testguard from seeing everything: it is named, the rest goes on.

    ``fatal`` problems make the run meaningless (exit code 2).
    """

    message: str
    path: str = ""
    hint: str = ""
    fatal: bool = False


class Project(Struct, frozen=True):
    """What discovery found below ``root``; all paths are relative to it, with forward slashes.

    ``programs`` are what project files name, whether they declare infrastructure themselves or only
    put together what stack modules declare.
    """

    root: Path
    conventions: Conventions = Conventions()
    stacks: tuple[StackModule, ...] = ()
    suites: tuple[SuiteFile, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    problems: tuple[Problem, ...] = ()
    programs: tuple[StackModule, ...] = ()

    def suites_of(self, stack: str) -> tuple[str, ...]:
        """The paths of the suites that belong to the stack module at ``stack``."""
        return tuple(pairing.suite for pairing in self.pairings if pairing.stack == stack)
