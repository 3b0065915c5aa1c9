"""Verdicts and the report: what the judge decided, ready to be printed."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from testguard.errors import ExitCode
from testguard.model.evidence import Exercise
from testguard.model.finding import Finding
from testguard.model.measurement import Gap
from testguard.model.project import Pairing, Problem, StackModule
from testguard.model.rule import RuleInfo


class Outcome(StrEnum):
    """The one verdict of a run."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_JUDGED = "not-judged"
    ERROR = "error"


class State(StrEnum):
    """The state of one metric of one stack module."""

    PASSED = "passed"
    FAILED = "failed"
    NO_DATA = "no-data"
    NO_THRESHOLD = "no-threshold"
    NOT_JUDGED = "not-judged"


class Threshold(Struct, frozen=True):
    """A bar in percent (or a count, for ``tests-at-least``) and where it is written."""

    value: str
    origin: str


class MetricVerdict(Struct, frozen=True):
    """One metric of one stack module, held against its threshold."""

    metric: str
    covered: int
    total: int
    percent: str
    threshold: Threshold | None
    state: State


class StackVerdict(Struct, frozen=True):
    """One stack module: every metric, and what is missing."""

    module: StackModule
    metrics: tuple[MetricVerdict, ...]
    gaps: tuple[Gap, ...] = ()
    suites: tuple[str, ...] = ()
    tests: int | None = None
    exercises: tuple[Exercise, ...] = ()


class RequirementState(StrEnum):
    """Whether what a requirement states was seen to hold, and whether a test asks for it."""

    MET = "met"
    VIOLATED = "violated"
    UNTESTED = "untested"
    NO_DATA = "no-data"


class RequirementVerdict(Struct, frozen=True):
    """A stated constraint: the passed ``tests`` that are marked with it, the stacks it is about.

    ``resources`` are those that violate it, or else those that it was held against.
    """

    identifier: str
    text: str
    state: RequirementState
    tests: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()


class Summary(Struct, frozen=True):
    """Counts: files inspected, tests collected (None when nothing ran), active findings."""

    files: int = 0
    tests: int | None = None
    findings: int = 0
    suppressed: int = 0
    baselined: int = 0
    seconds: float = 0.0


class Report(Struct, frozen=True):
    """Everything a reporter prints; it compares nothing and reads no file.

    ``notes`` are sentences about the run itself, such as why it was not judged. ``tool_version``
    is testguard's own, or "" where nobody asked.
    """

    command: str
    root: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    stacks: tuple[StackVerdict, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[RuleInfo, ...] = ()
    summary: Summary = field(default_factory=Summary)
    requirements: tuple[RequirementVerdict, ...] = ()
    tool_version: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """0 passed or not judged, 1 failed, 2 the run cannot mean anything."""
        codes = {Outcome.FAILED: ExitCode.FAILED, Outcome.ERROR: ExitCode.USAGE}
        return codes.get(self.outcome, ExitCode.PASSED)
