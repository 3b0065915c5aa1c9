"""What the stack modules that one threshold holds for reach together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, field

from testguard.config import Bar, Config
from testguard.config.bars import CHANGED_LINES
from testguard.gate.thresholds import HUNDRED, TESTS, UNCOVERED_LINES, bars_for, matches
from testguard.model.verdict import MetricVerdict, StackVerdict, State

COUNTS = (TESTS, UNCOVERED_LINES)


class Holding(Struct, frozen=True):
    """A threshold and the stack modules that it is the last word for.

    ``stack`` is its index among the ``[[stack]]`` tables, or None for ``[thresholds]`` and the
    defaults. ``verdicts`` are those of modules with something to reach, by path.
    """

    bar: Bar
    stack: int | None
    reason: str
    verdicts: dict[str, MetricVerdict] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether it is a count, not a percent."""
        return self.bar.name in COUNTS

    @property
    def value(self) -> Fraction:
        """The threshold."""
        return Fraction(self.bar.value)

    @property
    def recorded(self) -> bool:
        """Whether every module told how far it is."""
        return all(each.state is not State.NO_DATA for each in self.verdicts.values())

    @property
    def least(self) -> Fraction:
        """What all modules reach: the value to which the threshold could be set."""
        reached = [reached_by(each) for each in self.verdicts.values()]
        return max(reached) if self.bar.name == UNCOVERED_LINES else min(reached)

    @property
    def missed(self) -> tuple[str, ...]:
        """The modules that do not reach it."""
        failed = (path for path, each in self.verdicts.items() if each.state is State.FAILED)
        return tuple(failed)


def reached_by(verdict: MetricVerdict) -> Fraction:
    """A count, or percent to the hundredth: never above what is covered."""
    if verdict.metric in COUNTS:
        return Fraction(verdict.covered)
    return Fraction(verdict.covered * HUNDRED * HUNDRED // verdict.total, HUNDRED)


def written(value: Fraction) -> str:
    """A count or a percent with at most two decimal places, as TOML."""
    whole, hundredths = divmod(int(value * HUNDRED), HUNDRED)
    return f"{whole}.{hundredths:02}".rstrip("0").rstrip(".")


def holdings(config: Config, stacks: Sequence[StackVerdict]) -> tuple[Holding, ...]:
    """Every threshold that holds for a module with something to reach, in order of the modules."""
    found: dict[tuple[int | None, str], Holding] = {}
    for stack in stacks:
        path = stack.module.path
        bars = bars_for(path, config)
        for verdict in _measurable(stack):
            index = _holder(path, verdict.metric, config)
            reason = config.stack[index].reason if index is not None else ""
            new = Holding(bars[verdict.metric], index, reason)
            found.setdefault((index, verdict.metric), new).verdicts[path] = verdict
    return tuple(found.values())


def _measurable(stack: StackVerdict) -> Iterator[MetricVerdict]:
    """Verdicts on the whole module, not on what a change touches."""
    for verdict in stack.metrics:
        if verdict.metric == CHANGED_LINES:
            continue
        something = verdict.metric in COUNTS or verdict.total or verdict.state is State.NO_DATA
        if verdict.threshold is not None and something:
            yield verdict


def _holder(path: str, name: str, config: Config) -> int | None:
    """The index of the last ``[[stack]]`` table that sets a threshold for a module."""
    setting = (
        index
        for index, entry in enumerate(config.stack)
        if matches(path, entry) and any(bar.name == name for bar in entry.bars)
    )
    return max(setting, default=None)
