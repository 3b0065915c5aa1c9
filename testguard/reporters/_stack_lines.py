"""Stack modules as lines of text: a table of metrics, and what no test exercised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from testguard.model.evidence import Exercise, Way
from testguard.model.measurement import Gap
from testguard.model.verdict import MetricVerdict, StackVerdict
from testguard.reporters._escaping import visible
from testguard.reporters._paint import STATES, Paint
from testguard.reporters._wording import amount, bar, plural, share, stack_title, state

HEADER = ("stack module", "covered", "percent", "threshold", "written in", "state")
FIRST_GAPS = 3


class StackLines(Struct, frozen=True):
    """Draws stack modules; ``verbose`` shows every gap and every suite."""

    paint: Paint
    verbose: bool

    def table(self, stacks: Sequence[StackVerdict]) -> Iterator[str]:
        """A header, then per stack module its name, one line per metric, and its gaps."""
        rows = [_row(metric) for stack in stacks for metric in stack.metrics]
        widths = [max(map(len, column)) for column in zip(HEADER, *rows, strict=True)]
        yield self.paint("dim", _aligned(HEADER, widths).rstrip())
        for position, stack in enumerate(stacks):
            if position:
                yield ""
            name = self.paint("bold", visible(stack.module.path))
            yield f"{name} ({visible(stack_title(stack))})"
            for metric in stack.metrics:
                cells = _aligned(_row(metric)[:-1], widths)
                yield f"{cells}  {self.paint(STATES[metric.state], state(metric))}"
            yield from self._suites(stack)
            yield from self._exercises(stack.exercises)
            yield from self._gaps(stack.gaps)

    def _suites(self, stack: StackVerdict) -> Iterator[str]:
        if self.verbose:
            suites = ", ".join(stack.suites) or "none"
            counted = "" if stack.tests is None else f" ({plural(stack.tests, 'test')})"
            yield f"  suites: {visible(suites)}{counted}"

    def _exercises(self, exercises: Sequence[Exercise]) -> Iterator[str]:
        if not (self.verbose and exercises):
            return
        yield self.paint("dim", "  contract:")
        rows = [_exercise(each) for each in exercises]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for each, row in zip(exercises, rows, strict=True):
            cells = [f"{cell:<{width}}" for cell, width in zip(row[:-1], widths, strict=False)]
            style = "red" if each.state in ("not exercised", "reached") else "green"
            yield f"    {'  '.join(cells)}  {self.paint(style, row[-1])}"

    def _gaps(self, gaps: Sequence[Gap]) -> Iterator[str]:
        shown = gaps if self.verbose else gaps[:FIRST_GAPS]
        if gaps:
            yield self.paint("dim", "  not exercised:")
        margin = max((len(str(gap.line)) for gap in shown), default=0)
        for gap in shown:
            named = not gap.symbol or gap.symbol in gap.message
            symbol = "" if named else f"{visible(gap.symbol)}: "
            place = self.paint("cyan", f"{gap.line:>{margin}}")
            yield f"    {place}  {symbol}{visible(gap.message)}"
        if more := len(gaps) - len(shown):
            yield self.paint("dim", f"    and {more} more; -v shows all")


def _exercise(each: Exercise) -> tuple[str, ...]:
    seen = f" with {plural(len(each.values), 'value')}" if each.way is Way.OVERRIDE else ""
    outcome = each.state + (seen if each.tests else "")
    return f"{visible(each.path)}:{each.line}", each.way.value, visible(each.label), outcome


def _row(metric: MetricVerdict) -> tuple[str, ...]:
    origin = metric.threshold.origin if metric.threshold else ""
    figures = (amount(metric), share(metric), bar(metric) or "-", origin, state(metric))
    return "  " + visible(metric.metric), *map(visible, figures)


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names and places to the left, figures to the right."""
    left = {0, 4, 5}
    return "  ".join(
        f"{cell:<{width}}" if position in left else f"{cell:>{width}}"
        for position, (cell, width) in enumerate(zip(cells, widths, strict=False))
    )
