"""Suppression comments: ``# testguard: ignore[TG104] reason``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct

from testguard.model.finding import Offence
from testguard.model.source import Span
from testguard.patterns import regex
from testguard.suite.module import Module
from testguard.syntax import Node, span

MARK = "testguard:"
VERBS = ("ignore", "ignore-file")
_DIRECTIVE = regex(r"(?:^|(?<=\s))#+\s*testguard:\s*(?P<verb>[A-Za-z_-]+)(?P<rest>.*)", re.DOTALL)
_REST = regex(r"\s*\[(?P<codes>[^\]]*)\](?P<reason>.*)", re.DOTALL)
_NEXT_COMMENT = regex(r"\s+#+\s")
_HINT = "write `# testguard: ignore[CODE] reason`"


class Directive(Struct, frozen=True):
    """One suppression comment.

    ``codes`` are codes, in the order of the comment. ``alone`` tells that nothing else stands on
    its line, so that it also speaks for the line below.
    """

    span: Span
    codes: tuple[str, ...]
    reason: str
    file_wide: bool
    alone: bool


class Directives(Struct, frozen=True):
    """The suppression comments of one file, and those that mean nothing."""

    valid: tuple[Directive, ...] = ()
    invalid: tuple[Offence, ...] = ()


def read_directives(module: Module, codes: Mapping[str, str]) -> Directives:
    """Every suppression comment of ``module``.

    ``codes`` gives the code for each code and name that may be suppressed.
    """
    if MARK not in module.text:
        return Directives()
    read = [_read(module, comment, codes) for comment in module.comments]
    return Directives(
        tuple(item for item in read if isinstance(item, Directive)),
        tuple(item for item in read if isinstance(item, Offence)),
    )


def _read(module: Module, comment: Node, codes: Mapping[str, str]) -> Directive | Offence | None:
    text = comment.text()
    found = _DIRECTIVE.search(text)
    if found is None or not _meant(found["verb"], found["rest"]):
        return None
    place = _place(comment, text, found)
    cut = _NEXT_COMMENT.search(found["rest"])
    rest = found["rest"][: cut.start()] if cut else found["rest"]
    parts = _REST.fullmatch(rest)
    wanted = [code.strip() for code in parts["codes"].split(",")] if parts else []
    reason = parts["reason"].strip(" \t:-") if parts else ""
    flaw = _flaw(found["verb"], wanted, reason, codes)
    file_wide = found["verb"] == "ignore-file"
    if not flaw and file_wide and not _at_top(module, place.line):
        flaw = "stands below code: move it above the first statement of the file"
    if flaw:
        return Offence(place, f"this suppression comment {flaw}; it suppresses nothing", _HINT)
    own = tuple(dict.fromkeys(codes[name] for name in wanted))
    alone = not module.lines[place.line - 1][: place.column - 1].strip()
    return Directive(place, own, reason, file_wide, alone)


def _meant(verb: str, rest: str) -> bool:
    return verb in VERBS or rest.startswith("[") or bool(get_close_matches(verb, VERBS, cutoff=0.8))


def _place(comment: Node, text: str, found: re.Match[str]) -> Span:
    whole = span(comment)
    cut = _NEXT_COMMENT.search(text, found.start("rest"))
    stop = cut.start() if cut else len(text)
    return Span(whole.line, whole.column + found.start(), whole.line, whole.column + stop)


def _flaw(verb: str, wanted: list[str], reason: str, codes: Mapping[str, str]) -> str:
    if verb not in VERBS:
        return f"says {verb!r} where only 'ignore' and 'ignore-file' have a meaning"
    if not any(wanted):
        return "names no code"
    unknown = [name for name in wanted if name not in codes]
    if unknown:
        near = get_close_matches(unknown[0], codes, n=1)
        return f"names {unknown[0]!r}, which cannot be suppressed or is no rule" + (
            f" (did you mean {near[0]!r}?)" if near else ""
        )
    return "" if reason else "gives no reason"


def _at_top(module: Module, line: int) -> bool:
    statements = [node for node in module.root.named_children() if node.kind() != "comment"]
    if statements and _is_docstring(statements[0]):
        statements = statements[1:]
    return not statements or line < statements[0].range().start.line + 1


def _is_docstring(statement: Node) -> bool:
    first = statement.child(0)
    return (
        statement.kind() == "expression_statement"
        and first is not None
        and first.kind() == "string"
    )
