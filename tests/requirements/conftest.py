from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.model.requirement import Requirement

Stated = Callable[[str], Requirement]


@pytest.fixture
def stated(tmp_path: Path) -> Stated:
    """Reads the keys of one requirement, written as TOML."""

    def read(keys: str) -> Requirement:
        text = f'[[requirements]]\nid = "R"\n{keys}\n'
        (tmp_path / "testguard.toml").write_text(text, encoding="utf-8")
        [requirement] = load_config(start=tmp_path).requirements
        return requirement

    return read
