"""The judge's word on requirements: which are violated, which nothing tests.

What holds them is imported where there are some: JSON Schema costs more than judging does.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from testguard.config import DEFAULT_BARS, Bar, Config
from testguard.config.bars import REQUIREMENTS
from testguard.gate.codes import REQUIREMENT_UNTESTED, REQUIREMENT_VIOLATED
from testguard.gate.thresholds import reaches
from testguard.model.finding import Confidence, Finding
from testguard.model.fingerprint import fingerprint
from testguard.model.requirement import Requirement
from testguard.model.rule import RuleInfo
from testguard.model.source import Span
from testguard.model.verdict import RequirementState, RequirementVerdict
from testguard.patterns import regex

if TYPE_CHECKING:
    from testguard.requirements.holding import Held
    from testguard.requirements.seen import Seen

SHOWN = 4
_ORIGIN = regex(r"(?P<path>.*):(?P<line>\d+)")


class Asked(Struct, frozen=True):
    """The verdict on every requirement, what is wrong with some, and how many hold, in words."""

    verdicts: tuple[RequirementVerdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def judge_requirements(
    config: Config, seen: Sequence[Seen], tests: Mapping[str, Sequence[str]]
) -> Asked:
    """Hold every requirement of ``config`` against what was ``seen``.

    ``tests`` are, by requirement, the passed tests that are marked with it. One that is violated is
    a finding that fails; those that nothing tests fail as long as fewer requirements hold and are
    tested than the threshold asks for.
    """
    if not config.requirements:
        return Asked()
    from testguard.requirements.holding import hold

    verdicts, findings = [], []
    for each in config.requirements:
        held = hold(each, seen)
        verdict = _verdict(each, held, tuple(tests.get(each.id, ())))
        verdicts.append(verdict)
        if verdict.state is RequirementState.VIOLATED:
            findings.append(_finding(config, each, REQUIREMENT_VIOLATED, _violation(each, held)))
        elif verdict.state is not RequirementState.MET:
            findings.append(_finding(config, each, REQUIREMENT_UNTESTED, _gap(each, verdict)))
    met = sum(each.state is RequirementState.MET for each in verdicts)
    bar = _bar(config)
    if reaches(met, len(verdicts), bar.value):
        findings = [_pardoned(each) for each in findings]
    note = f"{met} of {len(verdicts)} requirements hold and are tested"
    return Asked(
        tuple(verdicts), tuple(findings), (f"{note}; the threshold is {bar.value}% ({bar.origin})",)
    )


def _pardoned(finding: Finding) -> Finding:
    untested = finding.code == REQUIREMENT_UNTESTED.code
    return replace(finding, advisory=True) if untested else finding


def _bar(config: Config) -> Bar:
    bars = {bar.name: bar for bar in (*DEFAULT_BARS, *config.thresholds)}
    return bars[REQUIREMENTS]


def _verdict(requirement: Requirement, held: Held, tests: tuple[str, ...]) -> RequirementVerdict:
    return RequirementVerdict(
        identifier=requirement.id,
        text=requirement.text,
        state=_state(requirement, held, tests),
        tests=tests,
        resources=_unique(each.resource for each in held.breaches) or held.resources,
        stacks=held.stacks,
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _state(requirement: Requirement, held: Held, tests: tuple[str, ...]) -> RequirementState:
    if held.breaches:
        return RequirementState.VIOLATED
    counted = requirement.min_count is not None or requirement.max_count is not None
    if not held.resources and not counted:
        return RequirementState.NO_DATA
    return RequirementState.MET if tests else RequirementState.UNTESTED


def _violation(requirement: Requirement, held: Held) -> str:
    by_message: dict[str, list[str]] = {}
    for each in held.breaches:
        by_message.setdefault(each.message, []).append(each.resource)
    told = [_told(message, resources) for message, resources in by_message.items()]
    rest = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    return f"{_named(requirement)} is violated: {'; '.join(told[:SHOWN])}{rest}"


def _told(message: str, resources: Sequence[str]) -> str:
    if not any(resources):
        return message
    more = f" and {len(resources) - 1} more" if len(resources) > 1 else ""
    return f"{resources[0]}{more}: {message}"


def _gap(requirement: Requirement, verdict: RequirementVerdict) -> str:
    if verdict.state is RequirementState.NO_DATA:
        what = requirement.resource or "stack"
        return (
            f"{_named(requirement)} was held against nothing: no {what} that it is about was built"
        )
    return f"{_named(requirement)} holds, and no passed test is marked with it"


def _named(requirement: Requirement) -> str:
    return f"{requirement.id} ({requirement.text})" if requirement.text else requirement.id


def _finding(config: Config, requirement: Requirement, rule: RuleInfo, message: str) -> Finding:
    path, line = _place(config, requirement.origin)
    mark = f'@pytest.mark.requirement("{requirement.id}")'
    hints = {
        REQUIREMENT_VIOLATED.code: "change the stack, or the requirement",
        REQUIREMENT_UNTESTED.code: f"mark a test with {mark}, or let"
        " `testguard scaffold --requirements` write one",
    }
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=rule.severity,
        confidence=Confidence.CERTAIN,
        path=path,
        span=Span(line, 1, line, 2),
        message=message,
        hint=hints[rule.code],
        symbol=requirement.id,
        tests=(),
        fingerprint=fingerprint(rule.code, path, requirement.id, ""),
    )


def _place(config: Config, origin: str) -> tuple[str, int]:
    """File and line of an origin, without the git ref that may stand before them."""
    found = _ORIGIN.fullmatch(origin.removeprefix(f"{config.ref}:") if config.ref else origin)
    return (found["path"], int(found["line"])) if found else (config.file or ".", 1)
