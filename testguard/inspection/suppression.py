"""Holding findings against the suppression comments of their file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from testguard.inspection.directives import Directive
from testguard.model.finding import Finding, Offence
from testguard.model.source import Edit, Fix, Span
from testguard.suite.module import Module
from testguard.syntax import Node

_COMPOUND = "body"
_BLOCKS = frozenset({"module", "block"})


class Suppressed(Struct, frozen=True):
    """Findings with their suppressions, and what is to be said about unused ones."""

    findings: tuple[Finding, ...]
    unused: tuple[Offence, ...]


def suppress(
    module: Module,
    findings: Sequence[Finding],
    directives: Sequence[Directive],
    ran: Collection[str],
) -> Suppressed:
    """Mark the findings that a directive speaks of.

    ``ran`` are the codes of the rules that ran on this file: a directive for another rule is
    neither used nor unused.
    """
    if not directives:
        return Suppressed(tuple(findings), ())
    reach = {directive: _lines(directive, directives) for directive in directives}
    used: set[tuple[Directive, str]] = set()
    marked = []
    for finding in findings:
        lines = scope(module.root, finding.span)
        fitting = [
            directive
            for directive in directives
            if finding.code in directive.codes
            and (directive.file_wide or not lines.isdisjoint(reach[directive]))
        ]
        used.update((directive, finding.code) for directive in fitting)
        marked.append(replace(finding, suppressed=fitting[0].reason) if fitting else finding)
    unused = (_unused(module, directive, used, ran) for directive in directives)
    return Suppressed(tuple(marked), tuple(offence for offence in unused if offence))


def scope(root: Node, place: Span) -> frozenset[int]:
    """The lines on which a comment speaks for a finding at ``place``.

    They are the first and the last line of the finding, every line of a simple statement, and the
    header of a compound one from its first decorator to the colon.
    """
    lines = {place.line, place.end_line}
    statement = _statement_at(root, place.line)
    if statement is not None:
        lines.update(_header(statement))
    return frozenset(lines)


def _statement_at(root: Node, line: int) -> Node | None:
    node, found = root, None
    while True:
        inner = next(
            (
                child
                for child in node.named_children()
                if child.range().start.line < line <= child.range().end.line + 1
                and child.kind() != "comment"
            ),
            None,
        )
        if inner is None:
            return found
        if node.kind() in _BLOCKS:
            found = inner
        node = inner


def _header(statement: Node) -> range:
    inner = statement.field("definition") or statement
    body = inner.field(_COMPOUND) or inner.field("consequence")
    first = statement.range().start.line + 1
    if body is None:
        return range(first, statement.range().end.line + 2)
    before = body.prev()
    while before is not None and before.kind() == "comment":
        before = before.prev()
    return range(first, (before or statement).range().end.line + 2)


def _lines(directive: Directive, directives: Iterable[Directive]) -> frozenset[int]:
    line = directive.span.line
    if not directive.alone:
        return frozenset({line})
    stacked = {other.span.line for other in directives if other.alone}
    below = line + 1
    while below in stacked:
        below += 1
    return frozenset({line, below})


def _unused(
    module: Module, directive: Directive, used: set[tuple[Directive, str]], ran: Collection[str]
) -> Offence | None:
    idle = [code for code in directive.codes if code in ran and (directive, code) not in used]
    if not idle:
        return None
    rest = [code for code in directive.codes if code not in idle]
    return Offence(
        directive.span,
        f"nothing here offends against {', '.join(idle)}: the suppression is not used",
        "delete it, or move it to the line of the finding",
        fix=_without(module, directive, rest),
    )


def _without(module: Module, directive: Directive, rest: Sequence[str]) -> Fix:
    place = directive.span
    line = module.lines[place.line - 1]
    if rest:
        opening = line.index("[", place.column - 1) + 1
        closing = line.index("]", opening)
        span = Span(place.line, opening + 1, place.line, closing + 1)
        return Fix("take the unused codes out of the comment", (Edit(span, ",".join(rest)),))
    if directive.alone and not line[place.end_column - 1 :].strip():
        end = (place.line + 1, 1) if place.line < len(module.lines) else (place.line, len(line) + 1)
        return Fix("delete the unused comment", (Edit(Span(place.line, 1, *end), ""),))
    before = line[: place.column - 1].rstrip()
    span = Span(place.line, len(before) + 1, place.line, place.end_column)
    return Fix("delete the unused comment", (Edit(span, ""),))
