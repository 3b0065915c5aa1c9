from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.cli.starter import starter
from testguard.config import DEFAULT_BARS, config_table, load_config
from testguard.model.project import Conventions, Project, StackModule, SuiteFile


@pytest.mark.parametrize("prefix", ["", "tool.testguard"])
def test_the_configuration_is_valid_and_sets_thresholds(prefix: str, tmp_path: Path) -> None:
    text = starter(Project(tmp_path), prefix=prefix)
    name = "pyproject.toml" if prefix else "testguard.toml"
    (tmp_path / name).write_text(text, encoding="utf-8")
    bars = {bar.name: bar.value for bar in load_config(start=tmp_path).thresholds}
    assert bars == {bar.name: bar.value for bar in DEFAULT_BARS}


@pytest.mark.parametrize("prefix", ["", "tool.testguard"])
def test_every_setting_it_shows_is_valid_without_the_comment_sign(
    prefix: str, tmp_path: Path
) -> None:
    text = starter(Project(tmp_path), prefix=prefix)
    setting = re.compile(r'^# (?=\[.*\]$|[\w"*/.-]+ = )', re.MULTILINE)
    name = "pyproject.toml" if prefix else "testguard.toml"
    (tmp_path / name).write_text(setting.sub("", text), encoding="utf-8")
    origins = {key for key, _ in load_config(start=tmp_path).origins}
    assert {entry.key for entry in config_table()} <= origins


def test_what_was_found_stands_in_the_comments(tmp_path: Path) -> None:
    suites = tuple(SuiteFile(f"tests/test_{n}.py", Conventions()) for n in range(12))
    project = Project(tmp_path, stacks=(StackModule("lib/a.py", "cdk"),), suites=suites)
    lines = starter(project, prefix="").splitlines()
    assert "#   lib/a.py" in lines
    assert "#   tests/test_7.py" in lines
    assert "#   and 4 more: testguard config --explain" in lines


@given(st.lists(st.text(min_size=1), max_size=3))
def test_no_file_name_breaks_it(names: list[str]) -> None:
    project = Project(Path(), stacks=tuple(StackModule(name, "cdk") for name in names))
    text = starter(project, prefix="tool.testguard")
    assert set(tomllib.loads(text)["tool"]["testguard"]) == {"thresholds"}
