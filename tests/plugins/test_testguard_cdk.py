from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import testguard_cdk
from testguard.plugin import load_plugins
from testguard_cdk.recognition import Cdk


def programs(command: str) -> list[str]:
    return list(Cdk().programs("cdk.json", json.dumps({"app": command})))


def test_it_registers_its_framework() -> None:
    [framework] = load_plugins([testguard_cdk], points=()).frameworks
    assert framework.name == "cdk"


@pytest.mark.parametrize(
    ("command", "entries"),
    [
        ("python3 app.py", ["app.py"]),
        ("uv run python infra/app.py --context x=y", ["infra/app.py"]),
        ("pip install -r requirements.txt && python app.py", ["app.py"]),
        ("python -m infra.app", ["infra/app.py", "infra/app"]),
        ("npx ts-node bin/app.ts", []),
        ("mvn -e -q compile exec:java", []),
        ("python -m", []),
        ("python 'app.py", ["app.py"]),
    ],
)
def test_the_app_command_names_the_entry_file(command: str, entries: list[str]) -> None:
    assert programs(command) == entries


@pytest.mark.parametrize("text", ["{}", "[]", '{"app": ["python"]}', "null"])
def test_a_project_without_an_app_command_names_none(text: str) -> None:
    assert list(Cdk().programs("cdk.json", text)) == []


def test_json_that_cannot_be_parsed_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        Cdk().programs("cdk.json", "{")


@given(st.text())
def test_any_command_can_be_read(command: str) -> None:
    assert all(isinstance(name, str) for name in programs(command))
