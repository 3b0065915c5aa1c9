"""What the judge charges a stack module with, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from testguard.config import Bar
from testguard.gate.codes import (
    CONTRACT_CODES,
    MUTANTS_BELOW,
    MUTATION_CODES,
    NEVER_IMPORTED,
    NOTHING_COLLECTED,
)
from testguard.gate.thresholds import DEFAULT, TESTS, UNCOVERED_LINES, demands
from testguard.model.evidence import Evidence
from testguard.model.measurement import Gap
from testguard.model.rule import RuleInfo
from testguard.model.verdict import MetricVerdict, StackVerdict, State

RUN_AGAIN = "run `pytest --testguard` again"
MAX_GAPS = 4
GAP_CODES = (*CONTRACT_CODES, *MUTATION_CODES)


class Charge(Struct, frozen=True):
    """A broken rule and the sentences that say so.

    ``about`` tells charges of one rule apart. ``gap`` is what the charge points at, where that is
    not the stack module as a whole.
    """

    rule: RuleInfo
    message: str
    hint: str
    about: str = ""
    gap: Gap | None = None


def session_charge() -> Charge:
    """Nothing was collected, and there is no stack module to say it of."""
    return Charge(
        NOTHING_COLLECTED, "pytest collected no test at all", "write tests, or mend `testpaths`"
    )


def collection_charges(
    verdict: StackVerdict, bars: Mapping[str, Bar], evidence: Evidence
) -> Iterator[Charge]:
    """TG405, when fewer tests were collected for the module than must be."""
    floor, tests = bars[TESTS], verdict.tests or 0
    if tests >= int(floor.value):
        return
    hint = _emptiness(verdict.suites)
    if not evidence.tests:
        message = "pytest collected no test at all, so nothing of this module was tested"
        yield Charge(NOTHING_COLLECTED, message, hint)
    elif floor.origin != DEFAULT:
        message = f"pytest collected {tests} tests for this module, and {TESTS} is {floor.value}"
        yield Charge(NOTHING_COLLECTED, f"{message} ({floor.origin})", hint)
    elif verdict.suites:
        yield Charge(NOTHING_COLLECTED, "pytest collected no test for this module", hint)


def coverage_charges(
    verdict: StackVerdict,
    bars: Mapping[str, Bar],
    evidence: Evidence,
    rules: Mapping[str, RuleInfo],
    stale: bool,
) -> Iterator[Charge]:
    """TG404, or one charge for each metric below its threshold or without data."""
    asked = [each for each in verdict.metrics if demands(bars.get(each.metric))]
    found = None if stale else evidence.of(verdict.module.path)
    covering = [each for each in asked if each.metric != TESTS]
    if not covering:
        return
    if found is None or not found.measured:
        lead = next((each for each in covering if each.metric == "lines"), covering[0])
        yield _no_data(rules[_family(lead)], evidence, verdict.module.path, stale)
    elif not found.imported:
        if any(each.state is not State.PASSED for each in covering):
            yield _never_imported(verdict, len(found.lines))
    else:
        for each in covering:
            rule = rules[_family(each)]
            own = [gap for gap in verdict.gaps if gap.metric == each.metric and gap.code]
            if each.state is State.FAILED and own:
                yield from (_gap(gap, rule, each) for gap in own)
                if rule is MUTANTS_BELOW:
                    yield _below(rule, each, ())
            elif each.state is State.FAILED:
                yield _below(rule, each, verdict.gaps)
            elif each.state is State.NO_DATA:
                yield _unrecorded(rule, each)


def _family(verdict: MetricVerdict) -> str:
    """The metric a verdict is about."""
    return "lines" if verdict.metric == UNCOVERED_LINES else verdict.metric


def _below(rule: RuleInfo, verdict: MetricVerdict, gaps: Sequence[Gap]) -> Charge:
    bar = verdict.threshold
    unit = "" if verdict.metric == UNCOVERED_LINES else "%"
    limit = f"{bar.value}{unit} ({bar.origin})" if bar else ""
    if verdict.metric == UNCOVERED_LINES:
        message = f"{verdict.covered} lines were not executed, and {UNCOVERED_LINES} is {limit}"
    else:
        share = f"{verdict.covered} of {verdict.total} {verdict.metric}"
        message = f"{share} were exercised: {verdict.percent}%, and the threshold is {limit}"
    return Charge(rule, message, _summary(gaps, _family(verdict)), verdict.metric)


def _gap(gap: Gap, rule: RuleInfo, verdict: MetricVerdict) -> Charge:
    bar = verdict.threshold
    limit = f", and the threshold is {bar.value}% ({bar.origin})" if bar else ""
    hint = f"{verdict.covered} of {verdict.total} {verdict.metric} are exercised{limit}"
    info = next((info for info in GAP_CODES if info.code == gap.code), rule)
    return Charge(info, gap.message, gap.hint or hint, gap.symbol or gap.message, gap)


def _summary(gaps: Sequence[Gap], metric: str) -> str:
    own = [gap.message for gap in gaps if gap.metric == metric]
    rest = f"; and {len(own) - MAX_GAPS} more gaps" if len(own) > MAX_GAPS else ""
    return "; ".join(own[:MAX_GAPS]) + rest


def _never_imported(verdict: StackVerdict, lines: int) -> Charge:
    named = f"; its suites: {', '.join(verdict.suites)}" if verdict.suites else ""
    return Charge(
        NEVER_IMPORTED,
        f"no test imported or ran this module: none of its {lines} lines was executed",
        f"write a test that builds the stack, or leave the module out of `stacks`{named}",
    )


def _unrecorded(rule: RuleInfo, verdict: MetricVerdict) -> Charge:
    hint = f"record {verdict.metric}, or set the threshold to 0"
    if verdict.metric in ("defaults", "overrides", "validations"):
        hint = (
            "the contract could not be read, or the module was imported before testguard could "
            "watch it (by a plugin given with -p, say); import it later, or set the threshold to 0"
        )
    elif verdict.metric == "mutants":
        hint = "run `testguard mutate` on this commit, all shards of it"
    elif verdict.metric == "branches":
        hint = "add --cov-branch, or branch = true under [tool.coverage.run]"
    return Charge(rule, f"{verdict.metric} were not recorded in this run", hint, verdict.metric)


def _no_data(rule: RuleInfo, evidence: Evidence, path: str, stale: bool) -> Charge:
    if stale:
        reason, hint = "it changed after the evidence was recorded", RUN_AGAIN
    elif evidence.of(path) is None:
        reason, hint = "the evidence does not speak of it", RUN_AGAIN
    elif evidence.unmeasured:
        reason, hint = evidence.unmeasured, "let pytest-cov run, or run without coverage options"
    else:
        reason = "it lies outside what this run's own coverage options measure"
        hint = "add its folder to --cov or to coverage's source, or run without --cov"
    return Charge(rule, f"there is no coverage data about this module: {reason}", hint, "no-data")


def _emptiness(suites: Sequence[str]) -> str:
    if not suites:
        return "no suite belongs to this module: write one"
    return f"these suites hold no test that pytest collects: {', '.join(suites)}"
