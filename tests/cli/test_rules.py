from __future__ import annotations

import json
from typing import Any

import pytest


def test_every_rule_has_one_line(repository: Any) -> None:
    done = repository().run("rules")
    assert done.code == 0
    lines = {line.split()[0]: line.split()[1:3] for line in done.out.splitlines()}
    assert lines["TG102"] == ["empty-test", "error"]
    assert lines["TG405"][0] == "no-tests-collected"
    assert list(lines) == sorted(lines)
    assert len(lines) == len(done.out.splitlines())


def test_machines_read_json(repository: Any) -> None:
    rules = json.loads(repository().run("rules", "--output-format", "json").out)
    [empty] = [rule for rule in rules if rule["code"] == "TG102"]
    assert empty["name"] == "empty-test"
    assert empty["bad"][0]["code"].startswith("def test_")


def test_documentation_reads_markdown(repository: Any) -> None:
    made = repository()
    done = made.run("rules", "--output-format", "markdown", "--output-file", "docs/rules.md")
    assert (done.code, done.out) == (0, "")
    table = (made.root / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    assert {line.count("|") - line.count("\\|") for line in table} == {5}
    assert any(line.startswith("| TG102 | empty-test | error |") for line in table)


@pytest.mark.parametrize("broken", ["[", "rule: 3\n"])
def test_what_could_not_be_loaded_is_said_beside_the_rest(broken: str, repository: Any) -> None:
    made = repository({"testguard.toml": 'rules = ["own.yml"]\n', "own.yml": broken})
    done = made.run("rules")
    assert done.code == 2
    assert "own.yml" in done.err
    assert "TG102" in done.out
