"""What a configuration is: frozen values, whatever file or option they come from."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field

from testguard.model.finding import Confidence, Severity
from testguard.model.requirement import Requirement


class Bar(Struct, frozen=True):
    """A threshold as written: percent for metrics, a count for ``tests-at-least``.

    ``value`` is the number as text, compared exactly; ``origin`` is ``file:line`` or an option.
    """

    name: str
    value: str
    origin: str


DEFAULT_BARS = (
    Bar("lines", "90", "default"),
    Bar("branches", "80", "default"),
    Bar("defaults", "100", "default"),
    Bar("overrides", "100", "default"),
    Bar("validations", "100", "default"),
    Bar("changed-lines", "100", "default"),
    Bar("requirements", "100", "default"),
    Bar("tests-at-least", "1", "default"),
)
ANY_LAG = Bar("tight", "100", "default")


class StackThresholds(Struct, frozen=True):
    """``[[tool.testguard.stack]]``: bars of the stack modules that match one of ``modules``.

    ``reason`` says why a bar was lowered, or is "".
    """

    modules: tuple[str, ...]
    bars: tuple[Bar, ...]
    origin: str
    reason: str = ""


class Config(Struct, frozen=True):
    """Everything the configuration says; paths and globs are relative to ``root``.

    ``file`` is the configuration file relative to the root, or "" where there is none.
    ``origins`` tells where each setting is written, by dotted key (``select``, ``select[0]``,
    ``severity.TG104``): ``file:line``, or the option that set it. ``ref`` is the git ref that
    configuration and baseline are read from, or "" for the working tree. ``tight`` is how many
    points a threshold may lag behind what is reached. ``linters`` are the rules of other linters,
    by the name of the linter.
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
    origins: tuple[tuple[str, str], ...] = ()
    ref: str = ""
    tight: Bar = ANY_LAG
    requirements: tuple[Requirement, ...] = ()
    linters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def origin(self, key: str) -> str:
        """Where ``key`` is written, else where the nearest key around it is; "" for a default."""
        places = dict(self.origins)
        while key not in places and (cut := max(key.rfind("."), key.rfind("["))) > 0:
            key = key[:cut]
        return places.get(key, "")
