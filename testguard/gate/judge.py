"""The one judge: what was measured of each stack module against the thresholds that hold for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from testguard.config import Bar, Config
from testguard.gate.charges import Charge, collection_charges, coverage_charges, session_charge
from testguard.gate.findings_verdict import findings_outcome
from testguard.gate.places import Place
from testguard.gate.requirements import Asked, judge_requirements
from testguard.gate.thresholds import DEFAULT, TESTS, UNCOVERED_LINES, bars_for, reaches
from testguard.gate.tight import lagging
from testguard.model.evidence import Evidence
from testguard.model.finding import Confidence, Finding
from testguard.model.fingerprint import fingerprint
from testguard.model.measurement import Measurement
from testguard.model.project import Problem, Project, StackModule
from testguard.model.rule import RuleInfo
from testguard.model.source import Span
from testguard.model.verdict import (
    MetricVerdict,
    Outcome,
    RequirementVerdict,
    StackVerdict,
    State,
    Threshold,
)
from testguard.requirements.seen import Seen


class Case(Struct, frozen=True):
    """Everything the judge hears about one run.

    ``measurements`` are those of each stack module by its path. ``rules`` gives by metric the rule
    that a missed threshold breaks. ``stale`` are the stack modules that changed after the evidence
    was recorded; ``places`` tell by path where findings about a module point, ``lines`` are the
    source lines of gaps by path and line. ``seen`` is what passed tests built, ``proofs`` the
    passed tests by the requirements that they are marked with.
    """

    config: Config
    project: Project
    evidence: Evidence
    measurements: Mapping[str, Sequence[Measurement]]
    rules: Mapping[str, RuleInfo]
    findings: Sequence[Finding] = ()
    problems: Sequence[Problem] = ()
    stale: frozenset[str] = frozenset()
    places: Mapping[str, Place] = field(default_factory=dict)
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    seen: Sequence[Seen] = ()
    proofs: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Judgement(Struct, frozen=True):
    """The outcome, the verdict on each stack module, and every finding, static ones first."""

    outcome: Outcome
    stacks: tuple[StackVerdict, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    requirements: tuple[RequirementVerdict, ...] = ()


def judge(case: Case) -> Judgement:
    """Hold every measurement against its threshold; a partial run is not judged.

    A metric with a threshold that nothing was recorded for fails: no data is never a pass.
    """
    stacks = tuple(_stack(case, stack) for stack in case.project.stacks)
    asked = Asked()
    if not case.evidence.partial:
        asked = judge_requirements(case.config, case.seen, case.proofs)
    charges = () if case.evidence.partial else (*_charges(case, stacks), *asked.findings)
    findings = (*case.findings, *charges)
    notes = (*_notes(case), *asked.notes)
    return Judgement(_outcome(case, charges), stacks, findings, notes, asked.verdicts)


def _outcome(case: Case, charges: Sequence[Finding]) -> Outcome:
    outcome = findings_outcome(case.config, case.findings, case.problems)
    if outcome is Outcome.ERROR:
        return outcome
    if case.evidence.partial:
        return Outcome.NOT_JUDGED
    failing = any(not charge.advisory for charge in charges)
    return Outcome.FAILED if failing else outcome


def _stack(case: Case, stack: StackModule) -> StackVerdict:
    bars = bars_for(stack.path, case.config)
    measurements = case.measurements[stack.path]
    suites = case.project.suites_of(stack.path)
    tests = case.evidence.tests_in(suites)
    judged = not case.evidence.partial
    # of what nobody recorded and nobody asks for, such as mutants, there is nothing to say
    spoken = [each for each in measurements if each.recorded or each.metric in bars]
    metrics = [held_against(each, bars.get(each.metric), judged) for each in spoken]
    return StackVerdict(
        module=stack,
        metrics=(*metrics, *_counts(measurements, tests, bars, judged)),
        gaps=tuple(gap for each in measurements for gap in each.gaps),
        suites=suites,
        tests=tests,
        exercises=found.exercises if (found := case.evidence.of(stack.path)) else (),
    )


def held_against(measured: Measurement, bar: Bar | None, judged: bool = True) -> MetricVerdict:
    """One measurement against its threshold."""
    return MetricVerdict(
        metric=measured.metric,
        covered=measured.covered,
        total=measured.total,
        percent=measured.percent,
        threshold=Threshold(bar.value, bar.origin) if bar else None,
        state=_state(measured, bar, judged),
    )


def _state(measured: Measurement, bar: Bar | None, judged: bool) -> State:
    if not measured.recorded:
        return State.NO_DATA
    if bar is None:
        return State.NO_THRESHOLD
    if not judged:
        return State.NOT_JUDGED
    reached = reaches(measured.covered, measured.total, bar.value)
    return State.PASSED if reached else State.FAILED


def _counts(
    measurements: Sequence[Measurement], tests: int, bars: Mapping[str, Bar], judged: bool
) -> Iterator[MetricVerdict]:
    """Verdicts on the thresholds that are counts, where they are configured."""
    floor, ceiling = bars[TESTS], bars.get(UNCOVERED_LINES)
    if floor.origin != DEFAULT:
        yield _count(floor, tests, tests >= int(floor.value), judged)
    for each in measurements:
        if each.metric == "lines" and ceiling:
            missed = each.total - each.covered
            verdict = _count(ceiling, missed, missed <= int(ceiling.value), judged)
            yield verdict if each.recorded else _unrecorded(ceiling)


def _count(bar: Bar, count: int, reached: bool, judged: bool) -> MetricVerdict:
    state = State.NOT_JUDGED if not judged else State.PASSED if reached else State.FAILED
    return MetricVerdict(bar.name, count, count, "-", Threshold(bar.value, bar.origin), state)


def _unrecorded(bar: Bar) -> MetricVerdict:
    return MetricVerdict(bar.name, 0, 0, "-", Threshold(bar.value, bar.origin), State.NO_DATA)


def _charges(case: Case, stacks: Sequence[StackVerdict]) -> Iterator[Finding]:
    for verdict in stacks:
        path = verdict.module.path
        place = case.places.get(path, Place())
        bars = bars_for(path, case.config)
        charges = [
            *collection_charges(verdict, bars, case.evidence),
            *coverage_charges(verdict, bars, case.evidence, case.rules, path in case.stale),
        ]
        for charge in charges:
            at = charge.gap.path or path if charge.gap else path
            yield _finding(charge, at, _place_of(charge, at, place, case))
    yield from lagging(case.config, stacks, case.rules)
    if not stacks and not case.evidence.tests:
        path = case.config.file or next((s.path for s in case.project.suites), ".")
        yield _finding(session_charge(), path, Place())


def _place_of(charge: Charge, path: str, place: Place, case: Case) -> Place:
    if charge.gap is None:
        return place
    line = charge.gap.line
    excerpt = case.lines.get((path, line), "")
    column = len(excerpt) - len(excerpt.lstrip()) + 1
    end = max(column + 1, len(excerpt.rstrip()) + 1)
    return Place(Span(line, column, line, end), excerpt, charge.gap.symbol)


def _finding(charge: Charge, path: str, place: Place) -> Finding:
    return Finding(
        code=charge.rule.code,
        rule=charge.rule.name,
        severity=charge.rule.severity,
        confidence=Confidence.CERTAIN,
        path=path,
        span=place.span,
        message=charge.message,
        hint=charge.hint,
        symbol=place.symbol,
        excerpt=place.excerpt,
        fingerprint=fingerprint(charge.rule.code, path, place.symbol, charge.about),
    )


def _notes(case: Case) -> Iterable[str]:
    evidence = case.evidence
    if evidence.partial:
        yield f"coverage is not judged: {evidence.partial}"
    if evidence.unmeasured:
        yield f"coverage was not measured: {evidence.unmeasured}"
    if not case.project.stacks:
        yield "no stack module was found, so no coverage was judged"
    if evidence.failed:
        yield f"{evidence.failed} failures or errors when the tests ran"
    if len(evidence.shards) > 1:
        yield f"merged from the runs {', '.join(evidence.shards)}"
