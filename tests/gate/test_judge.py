from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from testguard.config import Bar, Config, StackThresholds
from testguard.gate.codes import below
from testguard.gate.judge import Case, Judgement, judge
from testguard.gate.places import Place
from testguard.measurement.metrics.branches import branches
from testguard.measurement.metrics.lines import lines
from testguard.model.evidence import Arc, Evidence, StackEvidence
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.measurement import Gap, Measurement
from testguard.model.project import Pairing, Problem, Project, StackModule
from testguard.model.source import Span
from testguard.model.verdict import MetricVerdict, Outcome, State, Threshold

SUITE = "tests/test_a.py"
UNCONFIGURED = Config(Path())
RAN = ((SUITE, ("test_one",)),)


def stack_evidence(path: str = "lib/a.py", covered: int = 10, **details: object) -> StackEvidence:
    return StackEvidence(
        path,
        "digest",
        **{  # type: ignore[arg-type]
            "imported": True,
            "lines": frozenset(range(1, 11)),
            "executed": frozenset(range(1, covered + 1)),
            "arcs": frozenset({Arc(1, 2), Arc(1, 3)}),
            "taken": frozenset({Arc(1, 2), Arc(1, 3)}),
            **details,
        },
    )


def judged(
    *stacks: StackEvidence,
    config: Config = UNCONFIGURED,
    modules: Iterable[str] = ("lib/a.py",),
    pairings: tuple[Pairing, ...] = (Pairing("lib/a.py", SUITE, "by name"),),
    findings: tuple[Finding, ...] = (),
    problems: tuple[Problem, ...] = (),
    stale: frozenset[str] = frozenset(),
    **details: object,
) -> Judgement:
    project = Project(
        Path(), stacks=tuple(StackModule(path, "pulumi") for path in modules), pairings=pairings
    )
    evidence = Evidence(stacks, **{"collected": RAN, **details})  # type: ignore[arg-type]
    metrics = (lines, branches)
    return judge(
        Case(
            config=config,
            project=project,
            evidence=evidence,
            measurements={
                stack.path: [metric.measure(stack, evidence) for metric in metrics]
                for stack in project.stacks
            },
            rules={metric.name: below(metric.name, metric.code) for metric in metrics},
            findings=findings,
            problems=problems,
            stale=stale,
        )
    )


def codes(judgement: Judgement) -> list[str]:
    return [finding.code for finding in judgement.findings]


def metric(judgement: Judgement, name: str, stack: int = 0) -> MetricVerdict:
    [found] = [each for each in judgement.stacks[stack].metrics if each.metric == name]
    return found


def bars(**values: str) -> Config:
    given = (
        Bar(name.replace("_", "-"), value, f"pyproject.toml:{line}")
        for line, (name, value) in enumerate(values.items(), start=1)
    )
    return Config(Path(), thresholds=tuple(given))


def finding(**details: object) -> Finding:
    given = {"severity": Severity.ERROR, "confidence": Confidence.CERTAIN, **details}
    return Finding(
        code="TG101",
        rule="commented-out-test",
        path=SUITE,
        span=Span(1, 1, 1, 2),
        message="m",
        **given,  # type: ignore[arg-type]
    )


def test_a_covered_stack_passes() -> None:
    judgement = judged(stack_evidence())
    assert judgement.outcome is Outcome.PASSED
    assert judgement.findings == ()
    assert metric(judgement, "lines").state is State.PASSED


def test_the_average_does_not_save_one_stack() -> None:
    judgement = judged(
        stack_evidence("lib/a.py", 10),
        stack_evidence("lib/b.py", 4),
        config=bars(lines="60", branches="0"),
        modules=("lib/a.py", "lib/b.py"),
    )
    [only] = judgement.findings
    assert judgement.outcome is Outcome.FAILED
    assert (only.code, only.path) == ("TG401", "lib/b.py")
    assert only.message == (
        "4 of 10 lines were exercised: 40%, and the threshold is 60% (pyproject.toml:1)"
    )
    assert only.hint == "lines 5-10 were never executed"


def test_without_configuration_there_are_defaults_that_say_so() -> None:
    judgement = judged(stack_evidence(covered=8, taken=frozenset({Arc(1, 2)})))
    assert codes(judgement) == ["TG401", "TG402"]
    assert metric(judgement, "lines").threshold is not None
    assert "90% (default)" in judgement.findings[0].message
    assert "80% (default)" in judgement.findings[1].message


def test_the_threshold_of_a_stack_beats_that_of_all() -> None:
    legacy = StackThresholds(("lib/*.py",), (Bar("lines", "40", "p:9"),), "p:8")
    judgement = judged(stack_evidence(covered=4), config=Config(Path(), stack=(legacy,)))
    assert judgement.outcome is Outcome.PASSED
    assert metric(judgement, "lines").threshold == Threshold("40", "p:9")


def test_uncovered_lines_may_be_bounded_by_count() -> None:
    config = bars(lines="0", uncovered_lines_at_most="2")
    assert judged(stack_evidence(covered=8), config=config).outcome is Outcome.PASSED
    judgement = judged(stack_evidence(covered=7), config=config)
    assert codes(judgement) == ["TG401"]
    assert judgement.findings[0].message == (
        "3 lines were not executed, and uncovered-lines-at-most is 2 (pyproject.toml:2)"
    )
    assert metric(judgement, "uncovered-lines-at-most").covered == 3


def test_a_bound_on_uncovered_lines_needs_lines_that_were_recorded() -> None:
    config = bars(lines="0", branches="0", uncovered_lines_at_most="2")
    judgement = judged(stack_evidence(measured=False), config=config)
    assert judgement.outcome is Outcome.FAILED
    assert metric(judgement, "uncovered-lines-at-most") == MetricVerdict(
        "uncovered-lines-at-most", 0, 0, "-", Threshold("2", "pyproject.toml:3"), State.NO_DATA
    )


def test_a_stack_no_test_imports_fails_once_with_all_its_lines() -> None:
    judgement = judged(stack_evidence(covered=0, imported=False, taken=frozenset()))
    [only] = judgement.findings
    assert only.code == "TG404"
    assert "none of its 10 lines was executed" in only.message
    assert metric(judgement, "lines").state is State.FAILED


@pytest.mark.parametrize(
    ("stack", "details", "reason"),
    [
        (stack_evidence(measured=False), {}, "outside what this run's own coverage options"),
        (stack_evidence(measured=False), {"unmeasured": "--no-cov was given"}, "--no-cov"),
        (stack_evidence("lib/other.py"), {}, "the evidence does not speak of it"),
    ],
)
def test_no_data_is_never_a_pass(stack: StackEvidence, details: Any, reason: str) -> None:
    judgement = judged(stack, **details)
    [only] = judgement.findings
    assert judgement.outcome is Outcome.FAILED
    assert metric(judgement, "lines").state is State.NO_DATA
    assert reason in only.message


def test_stale_evidence_is_a_failure_of_its_own() -> None:
    judgement = judged(stale=frozenset({"lib/a.py"}))
    [only] = judgement.findings
    assert "it changed after the evidence was recorded" in only.message
    assert "pytest --testguard" in only.hint
    assert judgement.outcome is Outcome.FAILED


def test_branches_that_were_not_recorded_say_how_to_record_them() -> None:
    judgement = judged(stack_evidence(branched=False))
    [only] = judgement.findings
    assert (only.code, only.message) == ("TG402", "branches were not recorded in this run")
    assert "--cov-branch" in only.hint


def test_a_threshold_of_0_asks_for_nothing() -> None:
    config = bars(lines="0", branches="0")
    for stack in (
        stack_evidence(covered=0, imported=False),
        stack_evidence(measured=False),
        stack_evidence(branched=False),
    ):
        assert judged(stack, config=config).outcome is Outcome.PASSED


def test_a_stack_whose_suites_hold_no_test_fails() -> None:
    other = (("tests/test_other.py", ("test_x",)),)
    judgement = judged(stack_evidence(), collected=other)
    assert codes(judgement) == ["TG405"]
    assert SUITE in judgement.findings[0].hint


def test_a_stack_without_suites_of_its_own_may_be_tested_by_others() -> None:
    assert judged(stack_evidence(), pairings=()).outcome is Outcome.PASSED


def test_a_run_that_collected_nothing_fails_even_with_full_coverage() -> None:
    judgement = judged(stack_evidence(), pairings=(), collected=())
    assert codes(judgement) == ["TG405"]
    assert "no test at all" in judgement.findings[0].message


def test_a_run_that_collected_nothing_fails_without_stack_modules_too() -> None:
    judgement = judged(modules=(), pairings=(), collected=())
    assert (codes(judgement), judgement.outcome) == (["TG405"], Outcome.FAILED)


def test_a_floor_on_collected_tests_says_where_it_is_written() -> None:
    judgement = judged(stack_evidence(), config=bars(tests_at_least="3"))
    assert judgement.findings[0].message == (
        "pytest collected 1 tests for this module, and tests-at-least is 3 (pyproject.toml:1)"
    )
    assert metric(judgement, "tests-at-least").state is State.FAILED


def test_a_partial_run_is_reported_and_not_judged() -> None:
    judgement = judged(stack_evidence(covered=1), partial="-k was given", findings=(finding(),))
    assert judgement.outcome is Outcome.NOT_JUDGED
    assert metric(judgement, "lines").state is State.NOT_JUDGED
    assert codes(judgement) == ["TG101"]
    assert "coverage is not judged: -k was given" in judgement.notes


def test_a_static_finding_fails_a_covered_run() -> None:
    assert judged(stack_evidence(), findings=(finding(),)).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "harmless",
    [finding(suppressed="why"), finding(baselined=True), finding(severity=Severity.WARNING)],
)
def test_a_finding_that_does_not_count_fails_nothing(harmless: Finding) -> None:
    assert judged(stack_evidence(), findings=(harmless,)).outcome is Outcome.PASSED


def test_a_fatal_problem_is_an_error_whatever_was_measured() -> None:
    problem = Problem("plugin 'x' does not load", fatal=True)
    assert judged(stack_evidence(), problems=(problem,)).outcome is Outcome.ERROR


def test_fingerprints_of_findings_tell_modules_and_metrics_apart() -> None:
    config = bars(lines="95", uncovered_lines_at_most="1")
    judgement = judged(
        stack_evidence("lib/a.py", 5),
        stack_evidence("lib/b.py", 5),
        config=config,
        modules=("lib/a.py", "lib/b.py"),
    )
    prints = [each.fingerprint for each in judgement.findings]
    assert len(prints) == len(set(prints)) == 4


def test_a_gap_is_found_at_its_own_line_of_its_own_file() -> None:
    gap = Gap("lines", 4, "the default of size is never used", "A.size", "lib/args.py", "TG301")
    measured = Measurement("lines", "lib/a.py", 1, 2, True, (gap,))
    stack = StackModule("lib/a.py", "pulumi")
    [only] = judge(
        Case(
            config=bars(lines="90", branches="0"),
            project=Project(Path(), stacks=(stack,)),
            evidence=Evidence((stack_evidence(),), RAN),
            measurements={"lib/a.py": [measured]},
            rules={"lines": below("lines", "TG401")},
            places={"lib/a.py": Place(Span(1, 1, 1, 5), "class", "A")},
            lines={("lib/args.py", 4): "    size = 3  ", ("lib/a.py", 4): "another"},
        )
    ).findings
    assert (only.code, only.path, only.symbol) == ("TG301", "lib/args.py", "A.size")
    assert (only.span, only.excerpt) == (Span(4, 5, 4, 13), "    size = 3  ")


def test_a_finding_about_a_whole_module_is_at_its_class() -> None:
    place = Place(Span(7, 1, 7, 9), "class A:", "A")
    evidence = Evidence((stack_evidence(covered=1),), RAN)
    stack = StackModule("lib/a.py", "pulumi")
    [only] = judge(
        Case(
            config=bars(lines="90", branches="0"),
            project=Project(Path(), stacks=(stack,)),
            evidence=evidence,
            measurements={"lib/a.py": [lines.measure(stack, evidence)]},
            rules={"lines": below("lines", "TG401")},
            places={"lib/a.py": place},
        )
    ).findings
    assert (only.span, only.excerpt, only.symbol) == (place.span, place.excerpt, place.symbol)


def test_merged_shards_are_named() -> None:
    judgement = judged(stack_evidence(), shards=("linux", "mac"))
    assert "merged from the runs linux, mac" in judgement.notes
