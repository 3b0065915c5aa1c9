from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.config import Config, load_config
from testguard.errors import ConfigError
from testguard.gate.thresholds import bars_for, check_gate, reaches
from testguard.model.project import StackModule

counts = st.integers(0, 10**6)


def configured(folder: Path, text: str) -> Config:
    (folder / "testguard.toml").write_text(text)
    return load_config(start=folder)


@given(counts, counts, st.decimals(0, 100, places=4))
def test_the_comparison_is_exact(one: int, two: int, percent: Decimal) -> None:
    covered, total = sorted((one, two))
    exact = Decimal(covered) * 100 >= percent * Decimal(total)
    assert reaches(covered, total, str(percent)) is exact


@pytest.mark.parametrize(
    ("covered", "total", "percent", "reached"),
    [
        (7753, 10000, "77.53", True),
        (7753, 10000, "78", False),
        (899999, 1000000, "90", False),
        (999999, 1000000, "100", False),
        (1, 3, "33.3333333333", True),
        (1, 3, "33.3333333334", False),
        (0, 10, "0", True),
        (0, 10, "0.0000000001", False),
        (0, 0, "100", True),
    ],
)
def test_nothing_is_rounded(covered: int, total: int, percent: str, reached: bool) -> None:
    assert reaches(covered, total, percent) is reached


def test_the_last_match_wins_key_by_key(tmp_path: Path) -> None:
    config = configured(
        tmp_path,
        "[thresholds]\nlines = 95\n"
        '[[stack]]\nmodules = ["lib/**"]\nthresholds = { lines = 70, branches = 50 }\n'
        '[[stack]]\nmodules = ["lib/legacy/*.py"]\nthresholds = { lines = 60 }\n',
    )

    def bars(path: str) -> dict[str, tuple[str, str]]:
        return {bar.name: (bar.value, bar.origin) for bar in bars_for(path, config).values()}

    assert bars("app.py") == {
        "lines": ("95", "testguard.toml:2"),
        "branches": ("80", "default"),
        "defaults": ("100", "default"),
        "overrides": ("100", "default"),
        "validations": ("100", "default"),
        "changed-lines": ("100", "default"),
        "requirements": ("100", "default"),
        "tests-at-least": ("1", "default"),
    }
    assert bars("lib/a.py")["lines"][0] == "70"
    assert bars("lib/legacy/a.py")["lines"][0] == "60"
    assert bars("lib/legacy/a.py")["branches"][0] == "50"


def test_a_glob_that_matches_no_stack_module_is_an_error_with_its_line(tmp_path: Path) -> None:
    config = configured(
        tmp_path,
        '[[stack]]\nmodules = ["lib/*.py", "old/*.py"]\nthresholds = { lines = 60 }\n',
    )
    with pytest.raises(ConfigError) as caught:
        check_gate(config, [StackModule("lib/a.py", "pulumi")])
    assert str(caught.value).startswith('testguard.toml:2: modules = "old/*.py" matches no stack')
    assert "lib/a.py" in caught.value.hint


def test_globs_that_match_are_no_error(tmp_path: Path) -> None:
    config = configured(
        tmp_path, '[[stack]]\nmodules = ["lib/", "!lib/b.py"]\nthresholds = { lines = 60 }\n'
    )
    check_gate(config, [StackModule("lib/a.py", "pulumi")])
    assert bars_for("lib/a.py", config)["lines"].value == "60"
    assert bars_for("lib/b.py", config)["lines"].value == "90"


@pytest.mark.parametrize(
    "text",
    [
        'ignore = ["TG404"]',
        '[severity]\nlines-below-threshold = "off"',
        '[severity]\nTG402 = "warning"',
        '[per-path-ignores]\n"lib/a.py" = ["TG401"]',
    ],
)
def test_the_gate_is_silenced_by_thresholds_only(tmp_path: Path, text: str) -> None:
    config = configured(tmp_path, text)
    with pytest.raises(ConfigError, match="can be neither ignored nor given a severity"):
        check_gate(config, [])
