from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace

from testguard.model.finding import Finding
from testguard.model.project import Problem
from testguard.model.verdict import Outcome, Report
from testguard.plugin import Style
from testguard.reporters.sarif import sarif

OFFICIAL_SCHEMA = Path(__file__).parent / "data" / "sarif-2.1.0-rtm.4.json"


@pytest.fixture(scope="module")
def official() -> Draft4Validator:
    return Draft4Validator(json.loads(OFFICIAL_SCHEMA.read_text(encoding="utf-8")))


def run(report: Report) -> dict[str, Any]:
    [only] = json.loads(sarif.render(report, Style()))["runs"]
    return dict(only)


def test_the_rich_report_is_printed_as_agreed(
    rich_report: Report, golden: Callable[[str, str], None]
) -> None:
    golden("report.sarif", sarif.render(rich_report, Style()))


def test_the_schema_is_the_official_one(official: Draft4Validator) -> None:
    schema = official.schema
    assert isinstance(schema, Mapping)
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    assert not official.is_valid({"version": "2.1.0", "runs": [{}]})


@pytest.mark.parametrize("outcome", Outcome)
def test_every_report_is_valid_by_the_official_schema(
    rich_report: Report, calm_report: Report, official: Draft4Validator, outcome: Outcome
) -> None:
    for report in (rich_report, calm_report):
        document = json.loads(sarif.render(replace(report, outcome=outcome), Style()))
        assert list(official.iter_errors(document)) == []


def test_every_result_points_at_its_rule(rich_report: Report) -> None:
    only = run(rich_report)
    rules = only["tool"]["driver"]["rules"]
    assert {rules[item["ruleIndex"]]["id"] == item["ruleId"] for item in only["results"]} == {True}
    assert "TG999" in {rule["id"] for rule in rules}


def test_a_rule_brings_its_documentation(rich_report: Report) -> None:
    rule = run(rich_report)["tool"]["driver"]["rules"][0]
    assert rule["fullDescription"]["text"] == "It looks like a test in review."
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert '````python\n# def test_x():\n#     assert "```"\n````' in rule["help"]["markdown"]
    assert "Good (tests/test_other.py):" in rule["help"]["text"]


def test_suppressions_are_stated_for_every_result(calm_report: Report, finding: Finding) -> None:
    findings = (finding, replace(finding, suppressed="why"), replace(finding, baselined=True))
    results = run(replace(calm_report, findings=findings))["results"]
    assert [result["suppressions"] for result in results] == [
        [],
        [{"kind": "inSource", "justification": "why"}],
        [{"kind": "external", "justification": "in the baseline"}],
    ]


def test_a_region_counts_code_points_from_one(calm_report: Report, finding: Finding) -> None:
    only = run(replace(calm_report, findings=(finding,)))
    region = only["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 12, "startColumn": 1, "endLine": 40, "endColumn": 34}
    assert only["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize("path", ["lib/a b.py", "größe/100%.py", "a:b.py", "a?b#c.py", "[x]\\y.py"])
def test_a_path_becomes_a_relative_uri(calm_report: Report, finding: Finding, path: str) -> None:
    only = run(replace(calm_report, findings=(replace(finding, path=path),)))
    artifact = only["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert unquote(artifact["uri"]) == path
    assert not set(artifact["uri"]) & set(" :?#[]\\")
    assert artifact["uriBaseId"] in only["originalUriBaseIds"]


def test_the_fingerprint_stands_where_code_scanning_reads_it(
    calm_report: Report, finding: Finding
) -> None:
    findings = (finding, replace(finding, fingerprint="", message="z"))
    first, second = run(replace(calm_report, findings=findings))["results"]
    assert first["partialFingerprints"]["primaryLocationLineHash"] == "f00d"
    assert "partialFingerprints" not in second


@pytest.mark.parametrize(
    ("outcome", "fatal", "successful"),
    [
        (Outcome.PASSED, False, True),
        (Outcome.FAILED, False, True),
        (Outcome.FAILED, True, False),
        (Outcome.ERROR, False, False),
    ],
)
def test_a_run_that_cannot_mean_anything_is_not_successful(
    calm_report: Report, outcome: Outcome, fatal: bool, successful: bool
) -> None:
    problem = Problem("went wrong", "a.py", fatal=fatal)
    [invocation] = run(replace(calm_report, outcome=outcome, problems=(problem,)))["invocations"]
    assert invocation["executionSuccessful"] is successful
    [notification] = invocation["toolExecutionNotifications"]
    assert notification["level"] == ("error" if fatal else "warning")


def test_a_message_holds_no_link(calm_report: Report, finding: Finding) -> None:
    linked = replace(finding, message="see [this](https://example.com) and x[0]", hint="")
    [result] = run(replace(calm_report, findings=(linked,)))["results"]
    assert result["message"]["text"] == r"see \[this](https://example.com) and x[0]"
