from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from msgspec.structs import fields

from testguard.config import (
    DEFAULT_BARS,
    Bar,
    Config,
    ConfigKey,
    config_table,
    load_config,
    toml_value,
)

NOT_KEYS = {"root", "file", "origins", "ref"}


def test_every_field_of_the_configuration_has_a_key() -> None:
    keyed = {entry.field for entry in config_table()}
    assert keyed == {field.name for field in fields(Config)} - NOT_KEYS


@pytest.mark.parametrize("entry", config_table(), ids=lambda entry: entry.key)
def test_a_key_tells_its_type_and_meaning(entry: ConfigKey) -> None:
    assert entry.type
    assert entry.meaning.endswith(".")


@pytest.mark.parametrize("entry", config_table(), ids=lambda entry: entry.key)
def test_writing_the_default_changes_nothing(entry: ConfigKey, tmp_path: Path) -> None:
    written = f"{entry.key} = {entry.default}\n" if entry.default else ""
    (tmp_path / "testguard.toml").write_text(written, encoding="utf-8")
    config = load_config(start=tmp_path)
    value, default = getattr(config, entry.field), getattr(Config(tmp_path), entry.field)
    if entry.key == "thresholds":
        assert [(bar.name, bar.value) for bar in value] == [
            (bar.name, bar.value) for bar in DEFAULT_BARS
        ]
    elif isinstance(default, Bar):
        assert value.value == default.value
    else:
        assert value == default


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ('a"b\\c\n\x7f\u00e9', 'a"b\\c\n\x7f\u00e9'),
        ((), []),
        (("a", "b"), ["a", "b"]),
        ((("x y", ("TG1",)), ("z", ())), {"x y": ["TG1"], "z": []}),
        ((Bar("lines", "90", ""), Bar("branches", "80", "")), {"lines": 90, "branches": 80}),
    ],
)
def test_values_are_rendered_as_toml(value: object, data: object) -> None:
    assert tomllib.loads(f"key = {toml_value(value)}")["key"] == data


def test_a_table_of_thresholds_is_rendered_with_its_reason(tmp_path: Path) -> None:
    text = '{ modules = ["a.py"], thresholds = { lines = 60.50 }, reason = "not \\"ours\\"" }'
    (tmp_path / "testguard.toml").write_text(f"stack = [{text}]\n", encoding="utf-8")
    [stack] = load_config(start=tmp_path).stack
    assert stack.reason == 'not "ours"'
    assert toml_value(stack) == text
