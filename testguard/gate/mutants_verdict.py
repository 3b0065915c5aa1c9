"""The judge's word on a run over mutants alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from testguard.config import Config
from testguard.gate.charges import MAX_GAPS
from testguard.gate.codes import MUTANTS_BELOW, MUTATION_CODES
from testguard.gate.findings_verdict import weigh
from testguard.gate.judge import Judgement, held_against
from testguard.gate.places import Place
from testguard.gate.thresholds import bars_for, demands
from testguard.model.finding import Confidence, Finding
from testguard.model.fingerprint import fingerprint
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import Problem, StackModule
from testguard.model.rule import RuleInfo
from testguard.model.source import Span
from testguard.model.verdict import MetricVerdict, Outcome, StackVerdict, State


class MutantsCase(Struct, frozen=True):
    """What the judge hears: stack modules with what was measured, and why it is not the whole.

    ``partial`` is "" for a run over all mutants; only such a run is judged. ``places`` and
    ``lines`` are those of `testguard.gate.judge.Case`.
    """

    config: Config
    measured: Sequence[tuple[StackModule, Measurement, tuple[str, ...]]]
    partial: str = ""
    problems: Sequence[Problem] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)


def judge_mutants(case: MutantsCase) -> Judgement:
    """Survivors as findings, and a failure for each module whose score is below its threshold."""
    stacks = tuple(_stacks(case))
    findings = weigh(case.config, _findings(case, stacks))
    return Judgement(_outcome(case, stacks), stacks, findings, tuple(_notes(case)))


def _stacks(case: MutantsCase) -> Iterator[StackVerdict]:
    for module, measured, suites in case.measured:
        bar = bars_for(module.path, case.config).get(measured.metric)
        verdict = held_against(measured, bar, not case.partial)
        yield StackVerdict(module, (verdict,), measured.gaps, suites)


def _outcome(case: MutantsCase, stacks: Iterable[StackVerdict]) -> Outcome:
    if any(problem.fatal for problem in case.problems):
        return Outcome.ERROR
    if case.partial:
        return Outcome.NOT_JUDGED
    missed = [each for stack in stacks for each in stack.metrics if _misses(stack, each, case)]
    return Outcome.FAILED if missed else Outcome.PASSED


def _misses(stack: StackVerdict, verdict: MetricVerdict, case: MutantsCase) -> bool:
    asked = demands(bars_for(stack.module.path, case.config).get(verdict.metric))
    return asked and verdict.state in (State.FAILED, State.NO_DATA)


def _findings(case: MutantsCase, stacks: Iterable[StackVerdict]) -> Iterator[Finding]:
    for stack in stacks:
        for gap in stack.gaps:
            yield _survivor(gap, stack.module.path, case)
        for verdict in stack.metrics:
            if not case.partial and _misses(stack, verdict, case):
                yield _below(stack, verdict, case.places.get(stack.module.path, Place()))


def _survivor(gap: Gap, stack: str, case: MutantsCase) -> Finding:
    path = gap.path or stack
    excerpt = case.lines.get((path, gap.line), "")
    column = len(excerpt) - len(excerpt.lstrip()) + 1
    span = Span(gap.line, column, gap.line, max(column + 1, len(excerpt.rstrip()) + 1))
    rule = next(info for info in MUTATION_CODES if info.code == gap.code)
    return _finding(rule, path, Place(span, excerpt, gap.symbol), gap.message, gap.hint)


def _below(stack: StackVerdict, verdict: MetricVerdict, place: Place) -> Finding:
    bar = verdict.threshold
    limit = f"the threshold is {bar.value}% ({bar.origin})" if bar else ""
    if verdict.state is State.NO_DATA:
        message = f"no mutant of this module was tried, and {limit}"
        return _finding(MUTANTS_BELOW, stack.module.path, place, message, "write a test for it")
    share = f"{verdict.covered} of {verdict.total} mutants were noticed"
    message = f"{share}: {verdict.percent}%, and {limit}"
    hint = "; ".join(gap.hint for gap in stack.gaps[:MAX_GAPS] if gap.hint)
    return _finding(MUTANTS_BELOW, stack.module.path, place, message, hint)


def _finding(rule: RuleInfo, path: str, place: Place, message: str, hint: str) -> Finding:
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=rule.severity,
        confidence=Confidence.CERTAIN,
        path=path,
        span=place.span,
        message=message,
        hint=hint,
        symbol=place.symbol,
        excerpt=place.excerpt,
        fingerprint=fingerprint(rule.code, path, place.symbol, message.partition(";")[0]),
    )


def _notes(case: MutantsCase) -> Iterator[str]:
    if case.partial:
        yield f"the score is not judged: {case.partial}"
