"""Markdown for a pull request comment or a job summary, in GitHub's and GitLab's dialect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from testguard.model.finding import Finding
from testguard.model.verdict import MetricVerdict, Report, RequirementVerdict, StackVerdict, State
from testguard.plugin import Style, reporter
from testguard.reporters._escaping import html_code, markdown_code, markdown_text
from testguard.reporters._wording import (
    active,
    amount,
    aside_reason,
    bar,
    ordered,
    plural,
    rating,
    rule_name,
    run_figures,
    set_aside,
    share,
    state,
    verdict_line,
)

ROOM = 60_000
"""How many characters a comment may hold; GitHub refuses more than 65,536."""


@reporter("markdown")
def markdown(report: Report, _style: Style) -> str:
    """The verdict, a table of stack modules, and the findings by file, for a comment or summary."""
    parts = [
        f"## {markdown_text(verdict_line(report))}",
        _list(_problems(report)),
        *(f"Note: {markdown_text(note)}" for note in report.notes),
        *_section("Stack modules", [_table(report.stacks), *_gaps(report.stacks)]),
        *_section("Requirements", [_matrix(report)]),
        *_section("Findings", [*_findings(report), *_set_aside(report)]),
        f"<sub>{run_figures(report)}</sub>",
    ]
    return "\n\n".join(_fitting([part for part in parts if part])) + "\n"


def _fitting(parts: list[str]) -> Iterator[str]:
    room, left_out = ROOM, 0
    for part in parts:
        if len(part) > room:
            left_out += 1
        else:
            room -= len(part) + 2
            yield part
    if left_out:
        sections = plural(left_out, "section")
        yield f"{sections} left out for want of room; the other formats hold everything."


def _section(title: str, parts: list[str]) -> list[str]:
    return [f"### {title}", *parts] if any(parts) else []


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _problems(report: Report) -> Iterator[str]:
    for problem in report.problems:
        label = "**Error**" if problem.fatal else "**Warning**"
        place = f" {markdown_code(problem.path)}" if problem.path else ""
        hint = f" ({markdown_text(problem.hint)})" if problem.hint else ""
        yield f"{label}{place}: {markdown_text(problem.message)}{hint}"


def _table(stacks: Iterable[StackVerdict]) -> str:
    rows = [_row(stack, metric) for stack in stacks for metric in stack.metrics]
    if not rows:
        return ""
    header = "| stack module | metric | covered | percent | threshold | state |"
    return "\n".join([header, "|---|---|--:|--:|--:|---|", *rows])


def _row(stack: StackVerdict, metric: MetricVerdict) -> str:
    passed = metric.state in (State.PASSED, State.NO_THRESHOLD)
    shown_state = state(metric) if passed else f"**{state(metric)}**"
    origin = f" ({markdown_code(metric.threshold.origin)})" if metric.threshold else ""
    cells = (
        markdown_code(stack.module.path),
        markdown_text(metric.metric),
        amount(metric),
        markdown_text(share(metric)),
        f"{markdown_text(bar(metric))}{origin}" or "none",
        shown_state,
    )
    return f"| {' | '.join(cells)} |"


def _matrix(report: Report) -> str:
    """Which requirement is about what, is proved by which tests, and holds."""
    if not report.requirements:
        return ""
    header = "| requirement | stacks | resources | tests | state |"
    return "\n".join([header, "|---|---|---|---|---|", *map(_traced, report.requirements)])


def _traced(item: RequirementVerdict) -> str:
    cells = [
        f"{markdown_code(item.identifier)} {markdown_text(item.text)}",
        *(
            "<br>".join(map(markdown_code, some)) or "none"
            for some in (item.stacks, item.resources, item.tests)
        ),
        f"**{item.state.value}**",
    ]
    return f"| {' | '.join(cells)} |"


def _findings(report: Report) -> Iterator[str]:
    for path, group in groupby(active(report), key=lambda finding: finding.path):
        findings = list(group)
        summary = f"{html_code(path)}: {plural(len(findings), 'finding')}"
        yield _details(summary, map(_finding, findings), opened=True)


def _finding(finding: Finding) -> str:
    rated = f" ({rating(finding)})" if rating(finding) else ""
    hint = f"<br>{markdown_text(finding.hint)}" if finding.hint else ""
    return (
        f"line {finding.span.line}: {_title(finding)}{rated}: "
        f"{markdown_text(finding.message)}{hint}"
    )


def _title(finding: Finding) -> str:
    name = rule_name(finding)
    code = f"**{markdown_text(finding.code)}**"
    return f"{code} {markdown_text(name)}" if name else code


def _gaps(stacks: Iterable[StackVerdict]) -> Iterator[str]:
    for stack in stacks:
        if stack.gaps:
            lines = (
                f"line {gap.line}, {markdown_text(gap.metric)}: {markdown_text(gap.message)}"
                for gap in stack.gaps
            )
            summary = f"{html_code(stack.module.path)}: {plural(len(stack.gaps), 'gap')}"
            yield _details(summary, lines)


def _set_aside(report: Report) -> Iterator[str]:
    lines = [
        f"{markdown_code(finding.path)} line {finding.span.line}: {_title(finding)}, "
        f"{markdown_text(aside_reason(finding))}"
        for finding in ordered(report)
        if not finding.active
    ]
    if lines:
        yield _details(set_aside(report) or plural(len(lines), "finding") + " set aside", lines)


def _details(summary: str, lines: Iterable[str], *, opened: bool = False) -> str:
    tag = "<details open>" if opened else "<details>"
    return f"{tag}\n<summary>{summary}</summary>\n\n{_list(lines)}\n\n</details>"
