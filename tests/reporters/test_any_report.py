"""Whatever a report holds, every format is printed, and is valid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from junitparser import JUnitXml

from testguard import reporters
from testguard.default_plugin import testguard_reporters as first_party
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.measurement import Gap
from testguard.model.project import Problem, StackModule
from testguard.model.rule import Example, RuleInfo
from testguard.model.source import Fix, Span
from testguard.model.verdict import (
    MetricVerdict,
    Report,
    RequirementState,
    RequirementVerdict,
    StackVerdict,
    Summary,
    Threshold,
)
from testguard.plugin import Reporter, Style

DATA = Path(__file__).parent / "data"
TEXT = st.text(
    st.one_of(st.characters(), st.characters(categories=["Cs", "Cc", "Cf"])), max_size=20
)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
COUNT = st.integers(0, 10**6)
CODE = st.sampled_from(["TG101", "TG102", "ABC001"]) | TEXT
NUMBER = st.sampled_from(["0", "90", "82.5", "100"])


def spans() -> st.SearchStrategy[Span]:
    place = st.tuples(st.integers(1, 200), st.integers(1, 200))
    return st.tuples(place, place).map(lambda both: Span(*min(both), *max(both)))


WRITTEN = ("message", "hint", "symbol", "path", "rule", "excerpt", "fingerprint")
FINDINGS = st.builds(
    Finding,
    **dict.fromkeys(WRITTEN, TEXT),
    code=CODE,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    span=spans(),
    tests=TEXTS,
    suppressed=st.none() | TEXT,
    baselined=st.booleans(),
    advisory=st.booleans(),
    fix=st.none() | st.just(Fix("mend", ())),
)
METRICS = st.builds(
    MetricVerdict,
    metric=TEXT,
    covered=COUNT,
    total=COUNT,
    percent=TEXT,
    threshold=st.none() | st.builds(Threshold, NUMBER, TEXT),
)
STACKS = st.builds(
    StackVerdict,
    module=st.builds(StackModule, path=TEXT, framework=TEXT, classes=TEXTS, program=st.booleans()),
    metrics=st.lists(METRICS, max_size=2).map(tuple),
    gaps=st.lists(st.builds(Gap, TEXT, COUNT, TEXT, TEXT), max_size=5).map(tuple),
    suites=TEXTS,
    tests=st.none() | COUNT,
)
EXAMPLES = st.lists(st.builds(Example, TEXT, TEXT), max_size=1).map(tuple)
REPORTS = st.builds(
    Report,
    command=TEXT,
    root=st.just("/root"),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    stacks=st.lists(STACKS, max_size=2).map(tuple),
    pairings=st.just(()),
    problems=st.lists(st.builds(Problem, TEXT, TEXT, TEXT, st.booleans()), max_size=2).map(tuple),
    notes=TEXTS,
    rules=st.lists(
        st.builds(RuleInfo, CODE, TEXT, st.sampled_from(Severity), TEXT, TEXT, EXAMPLES, EXAMPLES),
        max_size=2,
    ).map(tuple),
    summary=st.builds(Summary, COUNT, st.none() | COUNT, COUNT, COUNT, COUNT, st.floats(0, 1e6)),
    requirements=st.lists(
        st.builds(RequirementVerdict, TEXT, TEXT, st.sampled_from(RequirementState), TEXTS, TEXTS),
        max_size=1,
    ).map(tuple),
    tool_version=TEXT,
)
STYLES = st.builds(Style, st.booleans(), st.integers(0, 200), st.integers(-1, 1))
BY_NAME = {reporter.name: reporter for reporter in first_party()}
arbitrary = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rendered(name: str, report: Report) -> str:
    return BY_NAME[name].render(report, Style())


def loaded(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("reporter", BY_NAME.values(), ids=lambda reporter: reporter.name)
@arbitrary
@given(report=REPORTS, style=STYLES)
def test_every_format_is_printed_the_same_each_time_and_fits_a_file(
    reporter: Reporter, report: Report, style: Style
) -> None:
    text = reporter.render(report, style)
    assert text == reporter.render(report, style)
    assert text.encode().endswith(b"\n")


@arbitrary
@given(report=REPORTS)
def test_json_is_valid(report: Report) -> None:
    schema = json.loads(
        (Path(reporters.__path__[0]) / "report.schema.json").read_text(encoding="utf-8")
    )
    assert (
        list(Draft202012Validator(schema).iter_errors(json.loads(rendered("json", report)))) == []
    )


SARIF = Draft4Validator(loaded("sarif-2.1.0-rtm.4.json"))


@arbitrary
@given(report=REPORTS)
def test_sarif_is_valid(report: Report) -> None:
    assert list(SARIF.iter_errors(json.loads(rendered("sarif", report)))) == []


@arbitrary
@given(report=REPORTS)
def test_gitlab_fingerprints_are_unique(report: Report) -> None:
    entries = json.loads(rendered("gitlab", report))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


@arbitrary
@given(report=REPORTS)
def test_junit_is_read_back_in_full(report: Report) -> None:
    document = JUnitXml.fromstring(rendered("junit", report).encode())
    metrics = sum(len(stack.metrics) for stack in report.stacks)
    given_cases = len(report.findings) + len(report.problems) + len(report.requirements) + metrics
    assert document.tests == sum(len(list(suite)) for suite in document) == given_cases + 1


@arbitrary
@given(report=REPORTS)
def test_github_gets_one_command_a_line(report: Report) -> None:
    lines = rendered("github", report).split("\n")[:-1]
    active = sum(finding.active for finding in report.findings)
    assert len(lines) == active + len(report.problems) + len(report.notes) + 1
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


@arbitrary
@given(report=REPORTS, style=STYLES)
def test_text_holds_no_character_that_a_terminal_obeys(report: Report, style: Style) -> None:
    text = BY_NAME["text"].render(report, Style(False, style.width, style.verbosity))
    assert not set(text) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
