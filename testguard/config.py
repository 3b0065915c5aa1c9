"""``[tool.testguard]`` as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from testguard.model.finding import Confidence, Severity


@dataclass(frozen=True, slots=True)
class Bar:
    """A threshold as written: percent for metrics, a count for ``tests-at-least``.

    ``value`` is the number as text, compared exactly; ``origin`` is ``file:line`` or an option.
    """

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class StackThresholds:
    """``[[tool.testguard.stack]]``: bars of the stack modules that match one of ``modules``."""

    modules: tuple[str, ...]
    bars: tuple[Bar, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the configuration says; paths and globs are relative to ``root``.

    ``file`` is the configuration file relative to the root, or "" where there is none.
    """

    root: Path
    file: str = ""
    stacks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    fail_on: tuple[Confidence, ...] = (Confidence.CERTAIN,)
    assertion_helpers: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    baseline: str = "testguard-baseline.json"
    thresholds: tuple[Bar, ...] = ()
    stack: tuple[StackThresholds, ...] = field(default=())
