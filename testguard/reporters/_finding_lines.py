"""One finding as lines of text: where and what, the source line with a caret, what to do.

rich, which knows the characters that are two columns wide, is imported for text that has any.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from msgspec import Struct

from testguard.model.finding import Finding
from testguard.reporters._escaping import visible
from testguard.reporters._paint import SEVERITIES, Paint
from testguard.reporters._wording import aside_reason, rating, rule_name

ELLIPSIS = "..."
NARROWEST = 40


class FindingLines(Struct, frozen=True):
    """Draws findings for a terminal of ``width`` columns."""

    width: int
    paint: Paint

    def headline(self, finding: Finding) -> str:
        """``path:line:column CODE name message``, on one line whatever the width."""
        place = f":{finding.span.line}:{finding.span.column}"
        rated = f" ({rating(finding)})" if rating(finding) else ""
        look = SEVERITIES[finding.severity] if finding.active else "dim"
        return (
            f"{self.paint('bold', visible(finding.path))}{self.paint('cyan', place)} "
            f"{self.paint(look, visible(finding.code))}{visible(rule_name(finding))}{rated} "
            f"{visible(finding.message)}"
        )

    def block(self, finding: Finding) -> Iterator[str]:
        """The headline and what belongs under it."""
        yield self.headline(finding)
        number = str(finding.span.line)
        if finding.excerpt.strip():
            yield from self._source(finding, f"  {number} | ", f"  {' ' * len(number)} | ")
        for label, text in _remarks(finding):
            yield from self._remark(f"  {' ' * len(number)} = ", label, text)

    def _source(self, finding: Finding, numbered: str, blank: str) -> Iterator[str]:
        room = max(self.width, NARROWEST) - len(numbered)
        before, marked, after = _parts(finding)
        if _columns(before) > room // 2:
            before = ELLIPSIS + before[-(room // 4) :]
        carets = max(1, min(_columns(marked), room - _columns(before)))
        yield self.paint("dim", numbered) + _cropped(before + marked + after, room)
        pointer = self.paint(SEVERITIES[finding.severity], "^" * carets)
        yield self.paint("dim", blank) + " " * _columns(before) + pointer

    def _remark(self, indent: str, label: str, text: str) -> Iterator[str]:
        wrapped = textwrap.wrap(
            f"{label}: {visible(text)}",
            max(self.width, NARROWEST) - len(indent),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for position, line in enumerate(wrapped):
            if position:
                yield " " * len(indent) + line
            else:
                yield self.paint("dim", indent) + self.paint("cyan", label) + line[len(label) :]


def _parts(finding: Finding) -> tuple[str, str, str]:
    """What stands before, in and behind the span on its first line, without the indentation."""
    text, span = finding.excerpt, finding.span
    indentation = len(text) - len(text.lstrip())
    start = max(span.column - 1, indentation)
    end = max(span.end_column - 1, start) if span.end_line == span.line else len(text)
    return visible(text[indentation:start]), visible(text[start:end].rstrip()), visible(text[end:])


def _cropped(text: str, room: int) -> str:
    text = text.rstrip()
    if _columns(text) <= room:
        return text
    if text.isascii():
        return text[: room - len(ELLIPSIS)] + ELLIPSIS
    from rich.cells import set_cell_size

    return set_cell_size(text, room - len(ELLIPSIS)) + ELLIPSIS


def _columns(text: str) -> int:
    """How many columns of a terminal visible text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _remarks(finding: Finding) -> Iterator[tuple[str, str]]:
    if len(finding.tests) > 1 and any(name not in finding.message for name in finding.tests):
        yield "tests", ", ".join(finding.tests)
    if finding.hint:
        yield "hint", finding.hint
    label, _, reason = aside_reason(finding).partition(": ")
    if label:
        yield ("suppressed", reason) if finding.suppressed is not None else ("baseline", label)
