"""JUnit XML, for CI systems that show test results and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from testguard.model.finding import Finding
from testguard.model.project import Problem
from testguard.model.verdict import (
    MetricVerdict,
    Outcome,
    Report,
    RequirementState,
    RequirementVerdict,
    StackVerdict,
    State,
)
from testguard.plugin import Style, reporter
from testguard.reporters._escaping import visible, xml_text
from testguard.reporters._wording import (
    aside_reason,
    metric_sentence,
    ordered,
    rating,
    state,
    title,
    verdict_line,
)

Result = Failure | Error | Skipped
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@reporter("junit")
def junit(report: Report, _style: Style) -> str:
    """A test case for the verdict, and for each problem, finding, requirement and metric."""
    document = JUnitXml("testguard")
    for name, cases in _suites(report):
        suite = TestSuite(_attribute(name))
        for case in cases:
            suite.add_testcase(case)
        document.append(suite)  # type: ignore[no-untyped-call]
    document.update_statistics()  # type: ignore[no-untyped-call]
    written: bytes = document.tostring()  # type: ignore[no-untyped-call]
    return DECLARATION + written.decode("utf-8") + "\n"


def _suites(report: Report) -> Iterator[tuple[str, Iterable[TestCase]]]:
    yield "testguard", [_verdict(report), *map(_problem, report.problems)]
    for path, findings in groupby(ordered(report), key=lambda finding: finding.path):
        yield path, map(_finding, findings)
    for stack in report.stacks:
        yield stack.module.path, (_metric(stack, metric) for metric in stack.metrics)
    if report.requirements:
        yield "requirements", map(_requirement, report.requirements)


def _verdict(report: Report) -> TestCase:
    sentence = verdict_line(report)
    results: dict[Outcome, type[Result]] = {
        Outcome.FAILED: Failure,
        Outcome.ERROR: Error,
        Outcome.NOT_JUDGED: Skipped,
    }
    kind = results.get(report.outcome)
    return _case("testguard", "verdict", _result(kind, sentence, report.outcome) if kind else None)


def _problem(problem: Problem) -> TestCase:
    kind = Error if problem.fatal else Skipped
    message = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return _case("testguard.problem", message, _result(kind, message, "problem", problem.hint))


def _finding(finding: Finding) -> TestCase:
    place = f"{finding.path}:{finding.span.line}:{finding.span.column}"
    name = f"{title(finding)} {finding.symbol}".strip()
    reason = aside_reason(finding) or _advice(finding)
    text = "\n".join(part for part in (f"{place}: {finding.message}", finding.hint) if part)
    kind = Skipped if reason else Failure
    message = f"{reason}: {finding.message}" if reason else finding.message
    return _case(finding.path, f"{name} ({place})", _result(kind, message, finding.code, text))


def _advice(finding: Finding) -> str:
    if not finding.advisory:
        return ""
    return f"advisory ({rating(finding)})" if rating(finding) else "advisory"


def _metric(stack: StackVerdict, metric: MetricVerdict) -> TestCase:
    results: dict[State, type[Result]] = {
        State.FAILED: Failure,
        State.NO_DATA: Failure,
        State.NO_THRESHOLD: Skipped,
        State.NOT_JUDGED: Skipped,
    }
    kind = results.get(metric.state)
    message = f"{state(metric)}: {metric_sentence(metric)}"
    result = _result(kind, message, metric.state) if kind else None
    return _case(stack.module.path, metric.metric, result)


def _requirement(requirement: RequirementVerdict) -> TestCase:
    name = f"{requirement.identifier} {requirement.text}"
    if requirement.state is RequirementState.MET:
        return _case("requirements", name, None)
    message = f"{requirement.state}: {requirement.text}"
    resources = "\n".join(requirement.resources)
    return _case("requirements", name, _result(Failure, message, requirement.state, resources))


def _case(classname: str, name: str, result: Result | None) -> TestCase:
    case = TestCase(_attribute(name), _attribute(classname), 0.0)
    if result is not None:
        case.result = [result]
    return case


def _attribute(text: str) -> str:
    """One line: XML turns line ends in attributes into spaces."""
    return xml_text(visible(text))


def _result(kind: type[Result], message: str, label: str, text: str = "") -> Result:
    result = kind(_attribute(message), _attribute(label))
    if text:
        result.text = xml_text(visible(text, keep="\n"))
    return result
