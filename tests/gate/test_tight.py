from __future__ import annotations

import pytest
from msgspec.structs import replace

from testguard.model.finding import Confidence, Severity
from testguard.model.fingerprint import fingerprint
from testguard.model.source import Span
from testguard.model.verdict import Outcome
from tests.gate.conftest import Configured, Reached, judged_by

TEXT = "tight = 2\n[thresholds]\nbranches = 0\nlines = 90\n"


def both(first: int, second: int) -> dict[str, Reached]:
    return {"lib/a.py": {"lines": (first, 100)}, "lib/b.py": {"lines": (second, 100)}}


def test_a_threshold_that_lags_fails_and_says_what_to_do(configured: Configured) -> None:
    judgement = judged_by(configured(TEXT), both(93, 94))
    [only] = judgement.findings
    assert judgement.outcome is Outcome.FAILED
    assert (only.code, only.path, only.span.line) == ("TG401", "testguard.toml", 4)
    assert only.message == (
        "the threshold of lines lags: it is 90% (testguard.toml:4), and every stack module it "
        "holds for reaches 93%; tight = 2 (testguard.toml:1)"
    )
    assert "gate --update" in only.hint
    assert (only.rule, only.severity) == ("lines-below-threshold", Severity.ERROR)
    assert (only.confidence, only.symbol) == (Confidence.CERTAIN, "lines")
    assert only.span == Span(4, 1, 4, 1)
    assert only.fingerprint == fingerprint("TG401", "testguard.toml", "lines", "lags None")


@pytest.mark.parametrize("second", [90, 92])
def test_one_module_that_needs_the_threshold_keeps_it(configured: Configured, second: int) -> None:
    assert judged_by(configured(TEXT), both(100, second)).outcome is Outcome.PASSED


def test_the_points_are_counted_exactly(configured: Configured) -> None:
    text = TEXT.replace("tight = 2", "tight = 2.5")
    modules: dict[str, Reached] = {"a.py": {"lines": (185, 200)}}
    assert judged_by(configured(text), modules).outcome is Outcome.PASSED
    modules = {"a.py": {"lines": (1851, 2000)}}
    assert judged_by(configured(text), modules).outcome is Outcome.FAILED


def test_each_table_is_held_against_its_own_modules(configured: Configured) -> None:
    stack = '[[stack]]\nmodules = ["lib/b.py"]\nthresholds = { lines = 20 }\n'
    judgement = judged_by(configured(TEXT + stack), both(91, 60))
    [only] = judgement.findings
    assert "it is 20% (testguard.toml:7)" in only.message


def test_a_default_that_lags_is_told_at_the_top(configured: Configured) -> None:
    judgement = judged_by(configured("tight = 2\n[thresholds]\nbranches = 0\n"), both(93, 94))
    [only] = judgement.findings
    assert "it is 90% (default)" in only.message
    assert only.span == Span(1, 1, 1, 1)


def test_without_tight_a_threshold_may_lag(configured: Configured) -> None:
    text = TEXT.replace("tight = 2\n", "")
    assert judged_by(configured(text), both(100, 100)).outcome is Outcome.PASSED


def test_0_and_counts_never_lag(configured: Configured) -> None:
    text = "tight = 2\n[thresholds]\nlines = 0\nbranches = 0\nuncovered-lines-at-most = 99\n"
    assert judged_by(configured(text), both(100, 100)).outcome is Outcome.PASSED


def test_what_the_command_line_asks_for_never_lags(configured: Configured) -> None:
    config = configured(TEXT)
    bars = tuple(replace(bar, origin="--fail-under") for bar in config.thresholds)
    judgement = judged_by(replace(config, thresholds=bars), both(100, 100))
    assert judgement.outcome is Outcome.PASSED


def test_the_configuration_of_a_ref_cannot_follow_and_never_lags(configured: Configured) -> None:
    config = replace(configured(TEXT), ref="main")
    assert judged_by(config, both(100, 100)).outcome is Outcome.PASSED
