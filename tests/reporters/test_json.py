from __future__ import annotations

import json as standard
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from testguard.model.finding import Finding
from testguard.model.verdict import Outcome, Report
from testguard.plugin import Style
from testguard.reporters.json import json


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    shipped = files("testguard.reporters").joinpath("report.schema.json")
    loaded: dict[str, Any] = standard.loads(shipped.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return loaded


def closed(schema: Any) -> Any:
    """The schema with every key that it does not document forbidden."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: closed(value) for key, value in schema.items()}
    if isinstance(strict.get("properties"), dict):
        strict["additionalProperties"] = False
    return strict


def read(report: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = standard.loads(json.render(report, Style()))
    return loaded


def test_the_rich_report_is_printed_as_agreed(
    rich_report: Report, golden: Callable[[str, str], None]
) -> None:
    golden("report.json", json.render(rich_report, Style()))


def test_every_key_is_documented_in_the_schema_and_every_documented_key_is_there(
    rich_report: Report, schema: dict[str, Any]
) -> None:
    Draft202012Validator(closed(schema)).validate(read(rich_report))
    assert all(
        set(part["required"]) == set(part["properties"])
        for part in (schema, schema["properties"]["summary"], *schema["$defs"].values())
        if "properties" in part
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_every_verdict_is_in_the_schema(
    calm_report: Report, schema: dict[str, Any], outcome: Outcome
) -> None:
    document = read(replace(calm_report, outcome=outcome))
    Draft202012Validator(schema).validate(document)
    assert document["verdict"] == outcome.value


def test_thresholds_are_numbers_and_say_where_they_are_written(rich_report: Report) -> None:
    metrics = read(rich_report)["stacks"][0]["metrics"]
    assert (metrics["lines"]["threshold"], metrics["branches"]["threshold"]) == (90, 82.5)
    assert metrics["lines"]["threshold_origin"] == "pyproject.toml:5"
    assert metrics["overrides"]["threshold"] is None


def test_text_is_kept_as_it_is(calm_report: Report, finding: Finding, hostile: str) -> None:
    report = replace(calm_report, findings=(replace(finding, message=hostile),))
    assert read(report)["findings"][0]["message"] == hostile


def test_the_machine_it_ran_on_is_not_told(rich_report: Report) -> None:
    assert rich_report.root not in json.render(rich_report, Style())
