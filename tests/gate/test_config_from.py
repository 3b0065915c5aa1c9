from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.errors import ConfigError, EvidenceError, GitError
from testguard.gate.baseline import BaselineEntry, write_baseline_file
from testguard.gate.config_from import config_from, known_findings
from testguard.gate.thresholds import bars_for, check_gate
from tests.conftest import git_in

OLD = '[tool.testguard]\nignore = ["TG109"]\n[tool.testguard.thresholds]\nlines = 90\n'
NEW = OLD.replace("90", "1").replace("TG109", "TG1")
ENTRY = BaselineEntry("tests/test_a.py", "TG101", "TestA", "0" * 16, "m")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose project is in a folder, and which lowers its bar after the commit."""
    git_in(tmp_path, "init", "-q", "-b", "main")
    project = tmp_path / "infra"
    project.mkdir()
    (project / "pyproject.toml").write_text(OLD)
    git_in(tmp_path, "add", "-A")
    git_in(tmp_path, "commit", "-q", "-m", "first")
    (project / "pyproject.toml").write_text(NEW)
    return project


def test_the_configuration_of_the_ref_holds(repository: Path) -> None:
    config = config_from("main", start=repository)
    assert config.ignore == ("TG109",)
    bar = bars_for("lib/a.py", config)["lines"]
    assert (bar.value, bar.origin) == ("90", "main:pyproject.toml:4")
    assert (config.root, config.file) == (repository, "pyproject.toml")


def test_it_is_looked_for_upwards_from_the_start(repository: Path) -> None:
    (repository / "lib").mkdir()
    (repository / "lib" / "testguard.toml").write_text("[thresholds]\nlines = 1\n")
    config = config_from("main", start=repository / "lib")
    assert config.root == repository
    assert bars_for("lib/a.py", config)["lines"].value == "90"


@pytest.mark.parametrize("name", ["pyproject.toml", "own.toml"])
def test_a_file_that_is_named_is_read_from_the_ref(repository: Path, name: str) -> None:
    (repository / name).write_text(OLD)
    git_in(repository, "add", "-A")
    git_in(repository, "commit", "-q", "--allow-empty", "-m", "second")
    (repository / name).write_text(NEW)
    config = config_from("main", file=repository / name, start=repository)
    assert bars_for("a.py", config)["lines"].value == "90"


def test_a_file_of_its_own_may_hold_the_keys_at_its_top(repository: Path) -> None:
    own = repository / "own.toml"
    own.write_text("[thresholds]\nlines = 70\n")
    git_in(repository, "add", "-A")
    git_in(repository, "commit", "-q", "-m", "second")
    config = config_from("main", file=own, start=repository)
    assert bars_for("a.py", config)["lines"].origin == "main:own.toml:2"


def test_requirements_that_are_named_are_those_of_the_ref(repository: Path) -> None:
    stated = '[[requirements]]\nid = "DR-1"\nresource = "AWS::RDS::DBInstance"\nmin-count = 1\n'
    named = '[tool.testguard]\nrequirements = "dr.toml"\n'
    (repository / "pyproject.toml").write_text(named)
    git_in(repository, "add", "-A")
    git_in(repository, "commit", "-q", "-m", "without")
    with pytest.raises(ConfigError, match=r"main:dr\.toml: no such file"):
        config_from("main", start=repository)
    (repository / "dr.toml").write_text(stated)
    git_in(repository, "add", "-A")
    git_in(repository, "commit", "-q", "-m", "with")
    (repository / "dr.toml").write_text("")
    [requirement] = config_from("main", start=repository).requirements
    assert (requirement.id, requirement.origin) == ("DR-1", "main:dr.toml:1")


def test_without_a_ref_the_baseline_is_the_one_at_hand(repository: Path) -> None:
    config = load_config(start=repository)
    write_baseline_file(repository / config.baseline, [ENTRY])
    assert known_findings(config) == (ENTRY,)


def test_paths_are_relative_to_a_root_that_is_given(repository: Path) -> None:
    config = config_from("main", root=repository.parent, start=repository)
    assert (config.root, config.file) == (repository.parent, "infra/pyproject.toml")
    assert bars_for("a.py", config)["lines"].origin == "main:infra/pyproject.toml:4"


def test_a_ref_without_configuration_is_not_replaced_by_the_changes_own(repository: Path) -> None:
    git_in(repository, "rm", "-q", "--cached", "pyproject.toml")
    git_in(repository, "commit", "-q", "--allow-empty", "-m", "second")
    with pytest.raises(ConfigError, match="main has no configuration of testguard") as raised:
        config_from("main", start=repository)
    assert "leave --config-from out" in raised.value.hint


def test_two_configurations_in_one_folder_are_refused_there_too(repository: Path) -> None:
    (repository / "testguard.toml").write_text("")
    git_in(repository, "add", "testguard.toml")
    git_in(repository, "commit", "-q", "-m", "second")
    (repository / "testguard.toml").unlink()
    with pytest.raises(ConfigError, match="two configurations"):
        config_from("main", start=repository)


def test_errors_name_ref_and_line(repository: Path) -> None:
    git_in(repository, "commit", "-q", "-a", "-m", "second")
    (repository / "pyproject.toml").write_text(OLD.replace("90", "900"))
    git_in(repository, "commit", "-q", "-a", "-m", "third")
    (repository / "pyproject.toml").write_text(OLD)
    with pytest.raises(ConfigError, match=r"^main:pyproject\.toml:4: thresholds\.lines must be"):
        config_from("main", start=repository)


def test_an_unknown_ref_says_what_to_do(repository: Path) -> None:
    with pytest.raises(GitError, match="git does not know 'nope'") as raised:
        config_from("nope", start=repository)
    assert "git fetch" in raised.value.hint


def test_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not in a git repository"):
        config_from("main", start=tmp_path)


def test_the_baseline_is_that_of_the_ref(repository: Path) -> None:
    baseline = repository / "testguard-baseline.json"
    write_baseline_file(baseline, [ENTRY])
    assert known_findings(config_from("main", start=repository)) == ()
    git_in(repository, "add", "-A")
    git_in(repository, "commit", "-q", "-m", "second")
    write_baseline_file(baseline, [])
    assert known_findings(config_from("main", start=repository)) == (ENTRY,)


def test_a_damaged_baseline_of_the_ref_is_named(repository: Path) -> None:
    (repository / "testguard-baseline.json").write_text('{"version": 1')
    git_in(repository, "add", "-A")
    git_in(repository, "commit", "-q", "-m", "second")
    with pytest.raises(EvidenceError, match=r"baseline main:testguard-baseline\.json is no"):
        known_findings(config_from("main", start=repository))


def test_modules_that_the_change_takes_out_are_no_error(repository: Path) -> None:
    stack = '[[tool.testguard.stack]]\nmodules = ["gone.py"]\nthresholds = { lines = 1 }\n'
    (repository / "pyproject.toml").write_text(OLD + stack)
    git_in(repository, "commit", "-q", "-a", "-m", "second")
    config = config_from("main", start=repository)
    assert len(config.stack) == 1
    check_gate(config, [])
