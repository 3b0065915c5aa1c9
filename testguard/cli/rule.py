"""``testguard rule``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from textwrap import fill, indent

import click

from testguard.cli.rules import as_data, known_rules, tell_problems
from testguard.cli.session import Session, session_options
from testguard.cli.terminal import emit
from testguard.config.document import nearest
from testguard.errors import TestguardError
from testguard.model.rule import Example, RuleInfo
from testguard.plugin import Style

EPILOG = """\b
Examples:
  testguard rule TG104
  testguard rule assertion-free-test
"""


@click.command(epilog=EPILOG)
@click.argument("rule", metavar="CODE")
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print the explanation.",
)
@session_options
def rule(session: Session, *, rule: str, form: str) -> int:
    """Explain one rule, with an example of bad and good code.

    CODE is a code or a name; your own rules and those of plugins have theirs, too.
    """
    infos, problems = known_rules(session.config())
    info = find_rule(rule, infos)
    if form == "json":
        emit(json.dumps(as_data(info), indent=2, ensure_ascii=False) + "\n")
    elif form == "markdown":
        emit(as_markdown(info))
    else:
        emit(_text(info, session.style(sys.stdout)))
    return tell_problems(problems)


def find_rule(wanted: str, infos: Sequence[RuleInfo]) -> RuleInfo:
    """The rule of a code or name, in any case. Raises `TestguardError` naming the nearest."""
    for info in infos:
        if wanted.casefold() in (info.code.casefold(), info.name.casefold()):
            return info
    names = [info.name for info in infos] if wanted.islower() else [info.code for info in infos]
    raise TestguardError(
        f"there is no rule {wanted!r}",
        hint=f"{nearest(wanted, names)} (`testguard rules` lists all)",
    )


def _text(info: RuleInfo, style: Style) -> str:
    title = f"{info.code} {info.name} ({info.severity.value})"
    explanation = [fill(line, style.width) for line in info.explanation.splitlines()]
    parts = [click.style(title, bold=True) if style.color else title, info.summary]
    parts.append("\n".join(explanation))
    for label, examples in (("Bad:", info.bad), ("Good:", info.good)):
        if examples:
            parts += [label, indent(_files(examples), "    ")]
    if info.origin != "testguard":
        parts.append(f"from {info.origin}")
    return "\n\n".join(part for part in parts if part) + "\n"


def as_markdown(info: RuleInfo) -> str:
    """A rule as a section of a page."""
    parts = [f"## {info.code} {info.name}", f"*{info.severity.value}*. {info.summary}"]
    parts.append(info.explanation)
    for label, examples in (("Bad:", info.bad), ("Good:", info.good)):
        if examples:
            parts += [label, f"```python\n{_files(examples)}\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _files(examples: Sequence[Example]) -> str:
    return "\n\n".join(_file(each, named=len(examples) > 1) for each in examples)


def _file(example: Example, *, named: bool) -> str:
    named = named or example.path != Example("").path
    return (f"# {example.path}\n" if named else "") + example.code.rstrip("\n")
