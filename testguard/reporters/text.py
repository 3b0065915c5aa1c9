"""The report for people at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from testguard.model.finding import Finding
from testguard.model.project import Problem
from testguard.model.verdict import Report, RequirementState, RequirementVerdict
from testguard.plugin import Style, reporter
from testguard.reporters._escaping import visible
from testguard.reporters._finding_lines import FindingLines
from testguard.reporters._paint import OUTCOMES, SEVERITIES, Paint
from testguard.reporters._stack_lines import StackLines
from testguard.reporters._wording import (
    active,
    ordered,
    rule_name,
    run_figures,
    set_aside,
    verdict_line,
)

LONG = 10


@reporter("text")
def text(report: Report, style: Style) -> str:
    """Findings with their source lines, a table of stack modules, and the verdict last."""
    paint = Paint(style.color)
    sections = _quiet if style.verbosity < 0 else _sections
    blocks = [*sections(report, style, paint), list(_closing(report, style, paint))]
    separator = "\n" if style.verbosity < 0 else "\n\n"
    return separator.join("\n".join(block) for block in blocks if block) + "\n"


def _quiet(report: Report, style: Style, paint: Paint) -> Iterator[list[str]]:
    lines = FindingLines(style.width, paint)
    yield [lines.headline(finding) for finding in active(report)]
    yield [_problem(problem, paint) for problem in report.problems if problem.fatal]


def _sections(report: Report, style: Style, paint: Paint) -> Iterator[list[str]]:
    verbose = style.verbosity > 0
    lines = FindingLines(style.width, paint)
    for finding in ordered(report) if verbose else active(report):
        yield list(lines.block(finding))
    if stacks := [stack for stack in report.stacks if stack.metrics or stack.gaps or verbose]:
        yield list(StackLines(paint, verbose).table(stacks))
    yield [line for item in report.requirements for line in _requirement(item, paint)]
    yield [line for problem in report.problems for line in _problem_block(problem, paint)]
    yield [f"{paint('cyan', 'note')}: {visible(note)}" for note in report.notes]


def _requirement(requirement: RequirementVerdict, paint: Paint) -> Iterator[str]:
    look = "green" if requirement.state is RequirementState.MET else "bold red"
    state = paint(look, requirement.state.value.replace("-", " "))
    yield f"requirement {visible(requirement.identifier)} {state}: {visible(requirement.text)}"
    for resource in requirement.resources:
        yield f"  {visible(resource)}"
    for test in requirement.tests:
        yield f"  proved by {visible(test)}"


def _problem(problem: Problem, paint: Paint) -> str:
    label = paint("bold red", "error") if problem.fatal else paint("bold yellow", "warning")
    place = f"{visible(problem.path)}: " if problem.path else ""
    return f"{label}: {place}{visible(problem.message)}"


def _problem_block(problem: Problem, paint: Paint) -> Iterator[str]:
    yield _problem(problem, paint)
    if problem.hint:
        yield f"  = {paint('cyan', 'hint')}: {visible(problem.hint)}"


def _tally(findings: list[Finding], paint: Paint) -> Iterator[str]:
    """How often each rule was broken, where there is more to read than a screen holds."""
    if len(findings) < LONG:
        return
    counts = Counter((finding.code, rule_name(finding), finding.severity) for finding in findings)
    margin = len(str(max(counts.values())))
    for (code, rule, severity), count in counts.most_common():
        yield f"{count:>{margin}} {paint(SEVERITIES[severity], visible(code))}{visible(rule)}"
    yield ""


def _closing(report: Report, style: Style, paint: Paint) -> Iterator[str]:
    if style.verbosity >= 0:
        yield from _tally(active(report), paint)
    if set_aside(report) and style.verbosity >= 0:
        yield set_aside(report) + ("" if style.verbosity else " (-v shows them)")
    yield f"{paint(OUTCOMES[report.outcome], verdict_line(report))} ({run_figures(report)})"
