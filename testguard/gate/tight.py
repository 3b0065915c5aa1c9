"""Thresholds that lag behind what is reached: ``tight`` in the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from testguard.config import Config
from testguard.gate.reached import Holding, holdings, written
from testguard.model.finding import Confidence, Finding
from testguard.model.fingerprint import fingerprint
from testguard.model.rule import RuleInfo
from testguard.model.source import Span
from testguard.model.verdict import StackVerdict

HINT = "run `testguard gate --update`, which raises it, and commit the configuration"


def lagging(
    config: Config, stacks: Sequence[StackVerdict], rules: Mapping[str, RuleInfo]
) -> Iterator[Finding]:
    """A finding for each percent that all its stack modules surpass by more than ``tight`` points.

    It has the code of the metric and points at the threshold. A threshold of 0 asks for nothing and
    never lags. Nor does one that is read from a git ref: what the change brings is what counts.
    """
    if config.ref:
        return
    for each in holdings(config, stacks):
        if each.counts or not each.value or not each.recorded or each.bar.origin.startswith("-"):
            continue
        if each.least - each.value > Fraction(config.tight.value):
            yield _finding(config, each, rules[each.bar.name])


def _finding(config: Config, held: Holding, rule: RuleInfo) -> Finding:
    bar = held.bar
    _, _, line = bar.origin.rpartition(":")
    at = int(line) if line.isdecimal() else 1
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=rule.severity,
        confidence=Confidence.CERTAIN,
        path=config.file or ".",
        span=Span(at, 1, at, 1),
        message=f"the threshold of {bar.name} lags: it is {bar.value}% ({bar.origin}), and every "
        f"stack module it holds for reaches {written(held.least)}%; tight = {config.tight.value} "
        f"({config.tight.origin})",
        hint=HINT,
        symbol=bar.name,
        fingerprint=fingerprint(rule.code, config.file, bar.name, f"lags {held.stack}"),
    )
