from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree as ET

import junitparser
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from msgspec.structs import replace

from testguard.model.finding import Finding
from testguard.model.project import Problem
from testguard.model.verdict import Outcome, Report, State
from testguard.plugin import Style
from testguard.reporters.junit import junit


def read(report: Report) -> JUnitXml:
    return JUnitXml.fromstring(junit.render(report, Style()).encode())


def cases(report: Report) -> dict[str, junitparser.TestCase]:
    return {f"{case.classname}::{case.name}": case for suite in read(report) for case in suite}


def test_the_rich_report_is_printed_as_agreed(
    rich_report: Report, golden: Callable[[str, str], None]
) -> None:
    tree = ET.fromstring(junit.render(rich_report, Style()).encode())
    ET.indent(tree)
    golden("report.junit.xml", ET.tostring(tree, encoding="unicode") + "\n")


def test_the_stated_counts_are_those_of_the_cases(rich_report: Report) -> None:
    document = read(rich_report)
    results = [case.result for suite in document for case in suite]
    kinds = Counter(type(result) for found in results for result in found)
    assert document.tests == len(results) == 1 + 2 + 7 + 6 + 2
    assert document.failures == kinds[Failure] == 1 + 4 + 3 + 1
    assert document.errors == kinds[Error] == 1
    assert document.skipped == kinds[Skipped] == 1 + 3 + 2


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.PASSED, None),
        (Outcome.FAILED, Failure),
        (Outcome.NOT_JUDGED, Skipped),
        (Outcome.ERROR, Error),
    ],
)
def test_the_verdict_is_a_case(calm_report: Report, outcome: Outcome, kind: type | None) -> None:
    verdict = cases(replace(calm_report, outcome=outcome))["testguard::verdict"]
    assert [type(result) for result in verdict.result] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.PASSED, None),
        (State.FAILED, Failure),
        (State.NO_DATA, Failure),
        (State.NO_THRESHOLD, Skipped),
        (State.NOT_JUDGED, Skipped),
    ],
)
def test_a_metric_is_a_case(calm_report: Report, state: State, kind: type | None) -> None:
    [stack] = calm_report.stacks
    metric = replace(stack.metrics[0], state=state)
    report = replace(calm_report, stacks=(replace(stack, metrics=(metric,)),))
    case = cases(report)["lib/tap_stack.py::lines"]
    assert [type(result) for result in case.result] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        ({}, Failure, "class TestTapStackArgs"),
        ({"suppressed": "why"}, Skipped, "suppressed: why: class"),
        ({"baselined": True}, Skipped, "in the baseline: class"),
        ({"advisory": True}, Skipped, "advisory: class"),
    ],
)
def test_a_finding_fails_its_case_only_where_it_fails_the_run(
    calm_report: Report, finding: Finding, changes: dict[str, object], kind: type, message: str
) -> None:
    found = cases(replace(calm_report, findings=(replace(finding, **changes),)))
    name = "TG101 commented-out-test TestTapStackArgs (tests/unit/test_tap_stack.py:12:1)"
    [result] = found[f"tests/unit/test_tap_stack.py::{name}"].result
    assert isinstance(result, kind)
    assert result.message.startswith(message)


@pytest.mark.parametrize(("fatal", "kind"), [(True, Error), (False, Skipped)])
def test_a_problem_is_a_case(calm_report: Report, fatal: bool, kind: type) -> None:
    report = replace(calm_report, problems=(Problem("went wrong", "a.py", "mend it", fatal),))
    [result] = cases(report)["testguard.problem::a.py: went wrong"].result
    assert isinstance(result, kind)
    assert result.text == "mend it"


@pytest.mark.parametrize("bad", ["\x00", "\x1b[31m", "\x0b", "\ufffe", "\udc80", "]]>", "<&\"'>"])
def test_characters_that_xml_cannot_hold_are_escaped(
    calm_report: Report, finding: Finding, bad: str
) -> None:
    odd = replace(finding, path=bad, message=bad, hint=bad, symbol=bad)
    report = replace(calm_report, findings=(odd,), notes=(bad,))
    assert read(report).tests == 3
