from __future__ import annotations

import os
from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.errors import ConfigError

SECTION = "[tool.testguard]\n"


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_configuration_upwards_counts(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", SECTION)
    write(tmp_path / "a" / "testguard.toml")
    start = tmp_path / "a" / "b" / "c"
    start.mkdir(parents=True)
    config = load_config(start=start)
    assert (config.root, config.file) == ((tmp_path / "a").resolve(), "testguard.toml")


def test_a_pyproject_of_others_is_passed_by(tmp_path: Path) -> None:
    write(tmp_path / "testguard.toml")
    write(tmp_path / "a" / "pyproject.toml", "[project]\nname = 'x'\n[tool.ruff]\n")
    assert load_config(start=tmp_path / "a").root == tmp_path.resolve()


@pytest.mark.parametrize("folder", [True, False])
def test_the_search_ends_where_git_begins(tmp_path: Path, folder: bool) -> None:
    write(tmp_path / "testguard.toml")
    inner = tmp_path / "inner"
    start = inner / "deep"
    start.mkdir(parents=True)
    if folder:
        (inner / ".git").mkdir()
    else:
        write(inner / ".git", "gitdir: elsewhere\n")
    config = load_config(start=start)
    assert (config.root, config.file) == (inner.resolve(), "")


@pytest.mark.parametrize(
    "marker", ["pyproject.toml", "setup.cfg", "pytest.ini", "cdk.json", "Pulumi.yaml"]
)
def test_without_configuration_the_nearest_project_is_the_root(tmp_path: Path, marker: str) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "app" / marker)
    start = tmp_path / "app" / "tests"
    start.mkdir()
    assert load_config(start=start).root == (tmp_path / "app").resolve()


def test_two_configurations_in_one_folder_are_one_too_many(tmp_path: Path) -> None:
    write(tmp_path / "testguard.toml")
    write(tmp_path / "pyproject.toml", SECTION)
    with pytest.raises(ConfigError, match="two configurations"):
        load_config(start=tmp_path)


def test_a_folder_with_the_name_of_a_configuration_is_none(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "testguard.toml").mkdir()
    assert load_config(start=tmp_path).file == ""


def test_a_named_file_sets_the_root_to_its_folder(tmp_path: Path) -> None:
    file = write(tmp_path / "ci" / "strict.toml", "[thresholds]\nlines = 99\n")
    config = load_config(None, file, start=tmp_path)
    assert (config.root, config.file) == ((tmp_path / "ci").resolve(), "strict.toml")
    assert config.thresholds[0].origin == "strict.toml:2"


def test_a_given_root_wins_and_the_file_is_named_from_there(tmp_path: Path) -> None:
    file = write(tmp_path / "ci" / "strict.toml", "[thresholds]\nlines = 99\n")
    (tmp_path / "app").mkdir()
    config = load_config(tmp_path / "app", file, start=tmp_path)
    assert config.root == (tmp_path / "app").resolve()
    assert config.thresholds[0].origin == "../ci/strict.toml:2"


def test_a_named_file_may_hold_the_table_of_a_pyproject(tmp_path: Path) -> None:
    file = write(tmp_path / "other.toml", '[tool.testguard]\ntests = ["t"]\n')
    assert load_config(None, file, start=tmp_path).tests == ("t",)


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing.toml", "missing.toml: no such file"), ("folder", "folder: is not a file")],
)
def test_a_named_file_must_be_a_file(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match=said):
        load_config(None, tmp_path / name, start=tmp_path)


def test_a_named_pyproject_must_have_the_table(tmp_path: Path) -> None:
    file = write(tmp_path / "pyproject.toml", "[tool.ruff]\n")
    with pytest.raises(ConfigError, match=r"has no \[tool.testguard\]"):
        load_config(None, file, start=tmp_path)


def test_a_root_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not a folder"):
        load_config(tmp_path / "missing", start=tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_configuration_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path / "testguard.toml").chmod(0)
    with pytest.raises(ConfigError, match=r"testguard\.toml: cannot be read"):
        load_config(start=tmp_path)
