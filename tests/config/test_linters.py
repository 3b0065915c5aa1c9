from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.errors import ConfigError


def test_rules_are_read(tmp_path: Path) -> None:
    (tmp_path / "testguard.toml").write_text('[linters]\nruff = ["G004"]\n', encoding="utf-8")
    assert load_config(start=tmp_path).linters == (("ruff", ("G004",)),)


@pytest.mark.parametrize(
    ("value", "rules"), [("true", ("E", "W")), ('["E3", "W2001"]', ("E3", "W2001"))]
)
def test_all_of_cfn_lint_may_be_asked(tmp_path: Path, value: str, rules: tuple[str, ...]) -> None:
    (tmp_path / "testguard.toml").write_text(f"[linters]\ncfn-lint = {value}\n", encoding="utf-8")
    assert load_config(start=tmp_path).linters == (("cfn-lint", rules),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('ruf = ["G004"]', "did you mean 'ruff'"),
        ("ruff = []", "a list of at least one rule"),
        ('ruff = "G004"', "a list of strings"),
        ("ruff = true", "a list of strings"),
        ("cfn-lint = false", "a list of strings"),
        ("cfn-lint = []", 'write cfn-lint = ["E3012"]'),
    ],
)
def test_what_is_no_linter_or_rule_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "testguard.toml").write_text(f"[linters]\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^testguard\.toml:2: ") as raised:
        load_config(start=tmp_path)
    assert told in str(raised.value)
