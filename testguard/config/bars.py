"""Thresholds: numbers that keep the digits they were written with."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from testguard.config.document import Setting
from testguard.config.shape import Bar, StackThresholds
from testguard.config.values import globs_with_exceptions, text
from testguard.patterns import regex

CHANGED_LINES = "changed-lines"
REQUIREMENTS = "requirements"
STACK_KEYS = ("modules", "thresholds", "reason")
COUNTS = ("tests-at-least", "uncovered-lines-at-most")
HIGHEST_PERCENT = 100
HIGHEST_COUNT = 10**9
_DECIMAL = regex(r"[0-9]{1,3}(\.[0-9]{1,10})?")


def read_bars(setting: Setting, metrics: Collection[str]) -> tuple[Bar, ...]:
    """``[thresholds]``: percents by metric, and counts. Raises `ConfigError`."""
    return tuple(_bar(name, each, metrics) for name, each in setting.entries())


def read_stacks(setting: Setting, metrics: Collection[str]) -> tuple[StackThresholds, ...]:
    """``[[stack]]``: thresholds for some stack modules. Raises `ConfigError`."""
    return tuple(_stack(element, metrics) for element in setting.elements("a list of tables"))


def read_tight(setting: Setting) -> Bar:
    """``tight``: a number of points. Raises `ConfigError`."""
    return Bar("tight", _percent(setting), setting.origin)


def _stack(setting: Setting, metrics: Collection[str]) -> StackThresholds:
    parts = dict(setting.entries())
    for name, part in parts.items():
        if name not in STACK_KEYS:
            raise part.unknown(STACK_KEYS)
    if "modules" not in parts or not parts["modules"].value:
        raise setting.error(
            f"{setting.key} does not say which stack modules it is for",
            'add modules = ["lib/legacy/*.py"]',
        )
    if "thresholds" not in parts or not parts["thresholds"].value:
        raise setting.error(
            f"{setting.key} sets no threshold", "add thresholds = { lines = 60 }, or delete it"
        )
    bars = read_bars(parts["thresholds"], metrics)
    reason = text(parts["reason"]) if "reason" in parts else ""
    modules = globs_with_exceptions(parts["modules"])
    return StackThresholds(modules, bars, setting.origin, reason)


def _bar(name: str, setting: Setting, metrics: Collection[str]) -> Bar:
    if name in COUNTS:
        return Bar(name, _count(setting), setting.origin)
    if name in metrics or name in (CHANGED_LINES, REQUIREMENTS):
        return Bar(name, _percent(setting), setting.origin)
    raise setting.unknown((*metrics, CHANGED_LINES, REQUIREMENTS, *COUNTS))


def _count(setting: Setting) -> str:
    value = setting.value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST_COUNT:
        raise setting.wrong("a whole number of at least 0")
    return str(value)


def _percent(setting: Setting) -> str:
    value = setting.value
    if isinstance(value, Decimal) and value.is_finite() and 0 <= value <= HIGHEST_PERCENT:
        written = f"{abs(value):f}" if value.adjusted() >= -HIGHEST_PERCENT else ""
        if _DECIMAL.fullmatch(written):
            return written
        raise setting.wrong("a percent with at most ten decimal places")
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST_PERCENT:
        hint = "write the number without quotes" if isinstance(value, str) else ""
        raise setting.wrong("a number from 0 to 100", hint)
    return str(value)
