"""A rule's documentation as a SARIF ``reportingDescriptor``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from testguard.model.finding import Severity
from testguard.model.rule import Example, RuleInfo
from testguard.reporters._escaping import markdown_block


def rule_descriptor(info: RuleInfo, levels: Mapping[Severity, str]) -> dict[str, Any]:
    """The descriptor of one rule, with help as text and as Markdown."""
    return {
        "id": info.code,
        "name": info.name,
        "shortDescription": {"text": info.summary or info.name},
        "fullDescription": {"text": info.explanation or info.summary or info.name},
        "help": {"text": _text(info), "markdown": _markdown(info)},
        "defaultConfiguration": {"level": levels[info.severity]},
        "properties": {"tags": ["test", "infrastructure"], "origin": info.origin},
    }


def _text(info: RuleInfo) -> str:
    parts = [f"{info.code} {info.name}", info.summary, info.explanation]
    for label, examples in (("Bad", info.bad), ("Good", info.good)):
        parts += [f"{label} ({example.path}):\n{example.code.rstrip()}" for example in examples]
    return "\n\n".join(part for part in parts if part)


def _markdown(info: RuleInfo) -> str:
    parts = [f"**{info.code} {info.name}**", info.summary, info.explanation]
    for label, examples in (("Bad", info.bad), ("Good", info.good)):
        parts += [_example(label, example) for example in examples]
    return "\n\n".join(part for part in parts if part)


def _example(label: str, example: Example) -> str:
    return f"{label} (`{example.path}`):\n\n{markdown_block(example.code, 'python')}"
