from __future__ import annotations

from pathlib import Path

import pytest

from testguard.cli.one_offs import with_fail_under
from testguard.config import Bar, Config, StackThresholds
from testguard.errors import ConfigError
from testguard.gate.thresholds import bars_for

CONFIG = Config(
    Path(),
    thresholds=(Bar("lines", "90", "t:1"), Bar("branches", "70", "t:2")),
    stack=(
        StackThresholds(
            ("lib/*.py",), (Bar("lines", "40", "t:9"), Bar("branches", "5", "t:9")), "t:8"
        ),
    ),
)


def test_it_beats_every_table_for_its_metric_alone() -> None:
    bars = bars_for("lib/a.py", with_fail_under(CONFIG, ["lines=80.5"]))
    assert (bars["lines"].value, bars["lines"].origin) == ("80.5", "--fail-under")
    assert bars["branches"].value == "5"


def test_it_may_be_repeated_and_the_last_one_counts() -> None:
    bars = bars_for("a.py", with_fail_under(CONFIG, ["lines=80", "branches=1", "lines = 3"]))
    assert (bars["lines"].value, bars["branches"].value) == ("3", "1")


@pytest.mark.parametrize("given", ["defaults=1", "changed-lines=50", "uncovered-lines-at-most=7"])
def test_every_threshold_can_be_given(given: str) -> None:
    name, _, value = given.partition("=")
    assert bars_for("a.py", with_fail_under(CONFIG, [given]))[name].value == value


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("lines", "is no threshold", "lines=80"),
        ("80", "is no threshold", "METRIC=NUMBER"),
        ("", "is no threshold", "METRIC=NUMBER"),
        ("lines=\udcff", "is no threshold", "METRIC=NUMBER"),
        ("lines=120", "lines must be a number from 0 to 100, not 120", ""),
        ('lines="80"', "must be a number", "without quotes"),
        ("lnes=80", "unknown key 'lnes'", "'lines'"),
        ("a.b=80", "unknown key 'a'", "known are"),
    ],
)
def test_what_is_no_threshold_says_so(given: str, message: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=message) as raised:
        with_fail_under(CONFIG, [given])
    assert raised.value.message.startswith("--fail-under ")
    assert hint in raised.value.hint
