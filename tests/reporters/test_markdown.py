from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from msgspec.structs import replace

from testguard.model.finding import Finding
from testguard.model.verdict import Report
from testguard.plugin import Style
from testguard.reporters.markdown import ROOM, markdown

OWN_TAGS = {
    "h2",
    "h3",
    "p",
    "ul",
    "li",
    "strong",
    "code",
    "br",
    "sub",
    "details",
    "summary",
    "span",
}
OWN_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


class Page(HTMLParser):
    """The tags and the text of the page that a reader sees."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(MarkdownIt("commonmark").enable("table").render(source))

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def page(report: Report) -> Page:
    return Page(markdown.render(report, Style()))


def test_the_rich_report_is_printed_as_agreed(
    rich_report: Report, golden: Callable[[str, str], None]
) -> None:
    golden("report.md", markdown.render(rich_report, Style()))


def test_no_text_becomes_markup(rich_report: Report) -> None:
    assert set(page(rich_report).tags) <= OWN_TAGS


def test_the_reader_sees_the_text_as_it_was_written(calm_report: Report, finding: Finding) -> None:
    message = "1. *a* _b_ `c` [d](e) <i>f</i> &amp; | ~~g~~ \\h ![i](j) # k"
    report = replace(calm_report, findings=(replace(finding, message=message),), notes=(message,))
    assert page(report).text.count(message) == 2


def test_nobody_is_mentioned_and_nothing_is_referenced(
    calm_report: Report, finding: Finding
) -> None:
    report = replace(
        calm_report, findings=(replace(finding, message="by @octocat in #12 for $1$"),)
    )
    shown = page(report).text
    assert "@octocat" not in shown
    assert "#12" not in shown
    assert "@\u200boctocat in #\u200b12 for $1$" in shown


def test_every_row_of_the_table_has_its_cells(rich_report: Report) -> None:
    tags = page(rich_report).tags
    metrics = sum(len(stack.metrics) for stack in rich_report.stacks)
    assert tags.count("th") == 6 + 5
    assert tags.count("td") == 6 * metrics + 5 * len(rich_report.requirements)


def test_findings_are_open_and_the_rest_is_folded(rich_report: Report) -> None:
    shown = markdown.render(rich_report, Style())
    assert shown.count("<details open>") == 3
    assert shown.count("<details>\n") == 2
    assert shown.count("</details>") == 5


def test_a_comment_is_never_too_long_and_says_what_it_left_out(
    calm_report: Report, finding: Finding
) -> None:
    findings = tuple(replace(finding, path=f"tests/test_{number:04}.py") for number in range(1000))
    shown = markdown.render(replace(calm_report, findings=findings), Style())
    assert ROOM - 1000 < len(shown) < 65_536
    assert "sections left out for want of room" in shown
