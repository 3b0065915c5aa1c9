from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from testguard.cli.session import MetricNames, Session
from testguard.errors import ConfigError

COST = """\
from testguard.plugin import hookimpl

class Cost:
    name = "cost"
    code = "TST900"

@hookimpl
def testguard_metrics():
    return [Cost()]
"""


def test_the_root_is_that_of_the_paths_given(repository: Any) -> None:
    made = repository({"inner/testguard.toml": "", "inner/tests/test_a.py": "def test_a(): pass\n"})
    report = json.loads(made.run("check", "inner/tests", "--output-format", "json").out)
    assert [finding["path"] for finding in report["findings"]] == ["tests/test_a.py"]


def test_a_given_root_is_where_the_search_starts(
    repository: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository({"testguard.toml": 'ignore = ["TG102"]\n'})
    monkeypatch.chdir(made.root.parent)
    assert made.run("check", "--root", made.root).code == 0
    assert made.run("check", made.root / "tests").code == 0


def test_a_named_configuration_counts(repository: Any) -> None:
    made = repository({"ci.toml": 'ignore = ["TG102"]\n'})
    assert made.run("check").code == 1
    assert made.run("check", "--config", "ci.toml").code == 0


@pytest.mark.parametrize(
    ("option", "said"), [("--config", "nope: no such file"), ("--root", "nope is not a folder")]
)
def test_what_is_not_there_is_named(option: str, said: str, repository: Any) -> None:
    done = repository().run("check", option, "nope")
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize(
    ("paths", "start"),
    [
        ([], "."),
        (["a/b"], "a/b"),
        (["a/b", "a/c"], "a"),
        (["a/b/x.py"], "a/b"),
        (["a/b/../c"], "a/c"),
    ],
)
def test_the_search_starts_at_what_the_paths_share(
    paths: list[str], start: str, repository: Any
) -> None:
    made = repository({"a/b/x.py": "", "a/c/y.py": ""})
    assert Session().start(paths).resolve() == (made.root / start).resolve()


def test_a_path_that_does_not_exist_starts_no_search(repository: Any) -> None:
    repository()
    with pytest.raises(ConfigError, match=r"a/missing\.py does not exist"):
        Session().start(["tests", "a/missing.py"])


def test_built_in_metrics_need_no_plugin_and_others_are_named() -> None:
    names = MetricNames()
    assert "lines" in names
    assert "cost" not in names
    assert {"lines", "branches"} <= set(names)
    assert len(names) == len(list(names))


def test_the_metric_of_a_plugin_may_have_a_threshold(repository: Any) -> None:
    made = repository({"testguard.toml": "[thresholds]\ncost = 5\n"})
    assert made.process("config").code == 2
    made.install_plugin(COST)
    done = made.process("config")
    assert done.code == 0, done.err
    assert "thresholds.cost = 5" in done.out


def test_a_folder_that_is_gone_is_an_error(
    repository: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository()
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    done = made.run("config")
    monkeypatch.chdir(made.root)
    assert done.code == 2
    assert "no longer exists" in done.err
