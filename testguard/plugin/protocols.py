"""What a plugin may bring besides rules: reporters, metrics and frameworks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from testguard.model.evidence import Evidence
from testguard.model.measurement import Measurement
from testguard.model.project import StackModule
from testguard.model.verdict import Report


@dataclass(frozen=True, slots=True)
class Style:
    """How a report may look: ANSI colours or not, and the width of the terminal in columns.

    ``verbosity`` is -1 for quiet, 0, or 1 for verbose.
    """

    color: bool = False
    width: int = 100
    verbosity: int = 0


@dataclass(frozen=True, slots=True)
class Reporter:
    """A report format: its name on the command line, and a pure function from report to text."""

    name: str
    render: Callable[[Report, Style], str]
    summary: str = ""


def reporter(name: str) -> Callable[[Callable[[Report, Style], str]], Reporter]:
    """Make a reporter of a function from `Report` and `Style` to text."""

    def make(render: Callable[[Report, Style], str]) -> Reporter:
        return Reporter(name, render, (render.__doc__ or "").strip().partition("\n")[0])

    return make


class Metric(Protocol):
    """How much of a stack module the tests exercised, in one respect.

    ``name`` is the key under ``[tool.testguard.thresholds]``; ``code`` is the code of the finding
    when the threshold is missed.
    """

    name: str
    code: str

    def measure(self, stack: StackModule, evidence: Evidence) -> Measurement:
        """The measurement of ``stack``; ``recorded=False`` where the evidence says nothing of it."""
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
