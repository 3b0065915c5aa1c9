from __future__ import annotations

import json
import tomllib
from typing import Any

from testguard.config import config_table

WRITTEN = """\
select = ["TG1"]
severity = { TG104 = "info" }
[thresholds]
lines = 70.0
[[stack]]
modules = ["lib/bucket.py"]
thresholds = { branches = 10 }
"""


def test_every_setting_stands_with_its_origin(repository: Any) -> None:
    done = repository({"testguard.toml": WRITTEN}).run("config")
    assert done.code == 0
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    for expected in (
        "configuration: testguard.toml",
        'select = ["TG1"] # testguard.toml:1',
        'severity = { TG104 = "info" } # testguard.toml:2',
        "thresholds.lines = 70.0 # testguard.toml:4",
        "thresholds.branches = 80 # default",
        'fail-on = ["certain"] # default',
    ):
        assert expected in lines
    assert any(line.startswith("stack[0] = ") and line.endswith("toml:5") for line in lines)


def test_without_a_file_all_is_default(repository: Any) -> None:
    made = repository()
    done = made.run("config")
    assert "configuration: none" in done.out
    assert f"root: {made.root.resolve()}" in done.out


def test_settings_are_shown_in_toml(repository: Any) -> None:
    done = repository({"testguard.toml": WRITTEN}).run("config", "--output-format", "json")
    data = json.loads(done.out)
    assert data["file"] == "testguard.toml"
    settings = {
        key: tomllib.loads(f"value = {setting['value']}")["value"]
        for key, setting in data["settings"].items()
    }
    assert settings["select"] == ["TG1"]
    assert settings["stack[0]"]["thresholds"] == {"branches": 10}
    plain = {entry.key for entry in config_table() if "table" not in entry.type}
    assert plain <= set(settings)


def test_machines_get_the_explanation_too(repository: Any) -> None:
    made = repository({"testguard.toml": WRITTEN})
    data = json.loads(made.run("config", "--explain", "--output-format", "json").out)
    [stack] = data["discovered"]["stacks"]
    assert stack["path"] == "lib/bucket.py"
    assert stack["thresholds"]["branches"] == {"value": "10", "origin": "testguard.toml:7"}
    assert "discovered" not in json.loads(made.run("config", "--output-format", "json").out)
