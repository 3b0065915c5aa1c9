from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import Config, load_config
from testguard.errors import ConfigError

STACK = '[[stack]]\nmodules = ["a.py"]\nthresholds = { lines = 60 }\n'


def loaded(tmp_path: Path, text: str) -> Config:
    (tmp_path / "testguard.toml").write_text(text, encoding="utf-8")
    return load_config(start=tmp_path)


def test_tight_keeps_its_digits_and_its_place(tmp_path: Path) -> None:
    tight = loaded(tmp_path, "\ntight = 0.50\n").tight
    assert (tight.value, tight.origin) == ("0.50", "testguard.toml:2")


def test_without_tight_a_threshold_may_lag_as_it_likes(tmp_path: Path) -> None:
    assert loaded(tmp_path, "").tight.value == "100"


@pytest.mark.parametrize("value", ["-1", "101", "true", '"2"', "[2]"])
def test_tight_is_a_number_of_points(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError, match=r"testguard\.toml:1: tight must be a number"):
        loaded(tmp_path, f"tight = {value}\n")


def test_changed_lines_have_a_threshold_of_their_own(tmp_path: Path) -> None:
    [bar] = loaded(tmp_path, "[thresholds]\nchanged-lines = 95.5\n").thresholds
    assert (bar.name, bar.value, bar.origin) == ("changed-lines", "95.5", "testguard.toml:2")


def test_a_table_of_thresholds_may_say_why_one_is_low(tmp_path: Path) -> None:
    [stack] = loaded(tmp_path, f'{STACK}reason = "split in May"\n').stack
    assert stack.reason == "split in May"


@pytest.mark.parametrize("value", ["5", '""', '["a"]'])
def test_a_reason_is_a_text(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError, match=r"testguard\.toml:4: stack\[0\]\.reason must be"):
        loaded(tmp_path, f"{STACK}reason = {value}\n")


def test_a_misspelt_reason_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown key 'stack\[0\]\.reasn'") as raised:
        loaded(tmp_path, f'{STACK}reasn = "x"\n')
    assert "'reason'" in raised.value.hint
