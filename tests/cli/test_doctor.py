from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from testguard.cli.doctor import EPILOG


def subjects(made: Any) -> dict[str, dict[str, str]]:
    done = made.run("doctor", "--output-format", "json")
    assert done.code == 0
    return {check["subject"]: check for check in json.loads(done.out)["checks"]}


def test_a_fresh_repository_is_told_what_to_do_next(repository: Any) -> None:
    done = repository().run("doctor")
    assert done.code == 0
    listed, _, advised = done.out.partition("what to do:\n")
    assert "! configuration  none" in listed
    assert "  stack modules  1 stack module (1 pulumi)\n" in listed
    assert "`testguard init` writes one" in advised
    assert "run `pytest --testguard`" in advised


def test_json_has_the_same_for_machines(repository: Any) -> None:
    found = subjects(repository({"testguard.toml": "tests = ['tests']\n"}))
    assert found["configuration"] == {
        "subject": "configuration",
        "found": "testguard.toml",
        "advice": "",
    }
    assert found["suites"]["found"] == "1 suite (by pytest's defaults)"


def test_a_plugin_that_does_not_load_is_named(repository: Any, monkeypatch: Any) -> None:
    made = repository()
    made.install_plugin("raise RuntimeError('broken')\n")
    monkeypatch.syspath_prepend(str(made.root))
    out = made.run("doctor").out
    assert "local" in out
    assert "broken" in out


def test_a_configuration_that_means_nothing_ends_it(repository: Any) -> None:
    done = repository({"testguard.toml": "tets = []\n"}).run("doctor")
    assert (done.code, done.out) == (2, "")
    assert "tets" in done.err


def test_the_examples_of_the_help_are_commands(repository: Any, tmp_path: Path) -> None:
    made = repository()
    told = [line for line in EPILOG.splitlines() if line.startswith("  testguard ")]
    assert told
    assert [made.run(*line.split("      ")[0].split()[1:]).code for line in told] == [0] * len(told)
