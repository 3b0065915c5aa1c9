from __future__ import annotations

import pytest

from testguard.config import Bar
from testguard.gate.charges import (
    RUN_AGAIN,
    Charge,
    collection_charges,
    coverage_charges,
    session_charge,
)
from testguard.gate.codes import (
    DEFAULT_UNUSED,
    MUTANTS_BELOW,
    NEVER_IMPORTED,
    NOTHING_COLLECTED,
    below,
)
from testguard.gate.thresholds import TESTS, UNCOVERED_LINES
from testguard.model.evidence import Evidence, StackEvidence
from testguard.model.measurement import Gap
from testguard.model.project import StackModule
from testguard.model.verdict import MetricVerdict, StackVerdict, State, Threshold

PATH = "lib/a.py"
MODULE = StackModule(PATH, "pulumi")
BARS = {
    name: Bar(name, "80", "pyproject.toml:9")
    for name in ("lines", "branches", "defaults", "mutants", UNCOVERED_LINES)
}
RULES = {
    name: below(name, code)
    for name, code in [("lines", "TG401"), ("branches", "TG402"), ("defaults", "TG301")]
} | {"mutants": MUTANTS_BELOW}
SEEN = StackEvidence(PATH, "digest", imported=True, lines=frozenset(range(1, 11)))
DEFAULT = Gap("defaults", 3, "the default of size is never used", "A.size", code="TG301")


def failed(metric: str, state: State = State.FAILED) -> MetricVerdict:
    return MetricVerdict(metric, 3, 5, "60", Threshold("80", "pyproject.toml:9"), state)


def charges(
    *metrics: MetricVerdict,
    gaps: tuple[Gap, ...] = (),
    seen: StackEvidence | None = SEEN,
    suites: tuple[str, ...] = (),
    unmeasured: str = "",
    stale: bool = False,
) -> list[Charge]:
    evidence = Evidence((seen,) if seen else (), unmeasured=unmeasured)
    verdict = StackVerdict(MODULE, metrics, gaps, suites)
    return list(coverage_charges(verdict, BARS, evidence, RULES, stale))


def test_a_gap_is_charged_at_its_place_and_says_how_far_the_metric_is() -> None:
    assert charges(failed("defaults"), gaps=(DEFAULT,)) == [
        Charge(
            DEFAULT_UNUSED,
            "the default of size is never used",
            "3 of 5 defaults are exercised, and the threshold is 80% (pyproject.toml:9)",
            "A.size",
            DEFAULT,
        )
    ]


def test_a_gap_that_knows_better_gives_its_own_hint_and_goes_by_its_message() -> None:
    gap = Gap("defaults", 3, "a message", code="TG301", hint="do this")
    assert charges(failed("defaults"), gaps=(gap,)) == [
        Charge(DEFAULT_UNUSED, "a message", "do this", "a message", gap)
    ]


def test_a_gap_with_the_code_of_a_plugin_is_charged_by_the_rule_of_its_metric() -> None:
    [charge] = charges(failed("lines"), gaps=(Gap("lines", 3, "m", code="XYZ1"),))
    assert charge.rule is RULES["lines"]


def test_survivors_are_charged_one_by_one_and_their_score_once() -> None:
    survivor = Gap("mutants", 3, "size 3 -> 4", "A.size", code="TG703")
    found = charges(failed("mutants"), gaps=(survivor,))
    assert [each.rule.code for each in found] == ["TG703", "TG704"]
    assert found[1].hint == ""


def test_a_summary_names_four_gaps_of_its_own_metric_and_counts_the_rest() -> None:
    own = [Gap("lines", line, f"line {line}") for line in range(1, 7)]
    [charge] = charges(failed("lines"), gaps=(*own, Gap("branches", 1, "a branch")))
    assert charge.hint == "line 1; line 2; line 3; line 4; and 2 more gaps"
    [charge] = charges(failed("lines"), gaps=tuple(own[:4]))
    assert charge.hint == "line 1; line 2; line 3; line 4"


@pytest.mark.parametrize(
    ("suites", "named"), [((), ""), (("t/a.py", "t/b.py"), "; its suites: t/a.py, t/b.py")]
)
def test_a_module_nobody_imports_names_its_suites(suites: tuple[str, ...], named: str) -> None:
    absent = StackEvidence(PATH, "digest", imported=False, lines=frozenset(range(1, 11)))
    assert charges(failed("lines"), seen=absent, suites=suites) == [
        Charge(
            NEVER_IMPORTED,
            "no test imported or ran this module: none of its 10 lines was executed",
            f"write a test that builds the stack, or leave the module out of `stacks`{named}",
        )
    ]


@pytest.mark.parametrize(
    ("metric", "hint"),
    [
        ("lines", "record lines, or set the threshold to 0"),
        ("branches", "add --cov-branch, or branch = true under [tool.coverage.run]"),
        ("mutants", "run `testguard mutate` on this commit, all shards of it"),
        (
            "defaults",
            "the contract could not be read, or the module was imported before testguard could "
            "watch it (by a plugin given with -p, say); import it later, or set the threshold to 0",
        ),
    ],
)
def test_what_was_not_recorded_says_how_to_record_it(metric: str, hint: str) -> None:
    message = f"{metric} were not recorded in this run"
    found = charges(failed(metric, State.NO_DATA))
    assert found == [Charge(RULES[metric], message, hint, metric)]


OUTSIDE = StackEvidence(PATH, "digest", imported=False, measured=False)
PREFIX = "there is no coverage data about this module: "


@pytest.mark.parametrize(
    ("given", "reason", "hint"),
    [
        ({"stale": True}, "it changed after the evidence was recorded", RUN_AGAIN),
        ({"seen": None}, "the evidence does not speak of it", RUN_AGAIN),
        (
            {"seen": OUTSIDE, "unmeasured": "--no-cov was given"},
            "--no-cov was given",
            "let pytest-cov run, or run without coverage options",
        ),
        (
            {"seen": OUTSIDE},
            "it lies outside what this run's own coverage options measure",
            "add its folder to --cov or to coverage's source, or run without --cov",
        ),
    ],
)
def test_no_data_says_why_and_what_to_do(given: dict[str, object], reason: str, hint: str) -> None:
    found = charges(failed("lines"), **given)  # type: ignore[arg-type]
    assert found == [Charge(RULES["lines"], PREFIX + reason, hint, "no-data")]


@pytest.mark.parametrize(
    ("metrics", "lead"),
    [
        (("branches", "lines"), "lines"),
        (("branches",), "branches"),
        ((UNCOVERED_LINES,), "lines"),
    ],
)
def test_no_data_is_charged_once_to_lines_where_they_are_asked_for(
    metrics: tuple[str, ...], lead: str
) -> None:
    [charge] = charges(*map(failed, metrics), stale=True)
    assert charge.rule is RULES[lead]


def test_nothing_collected_at_all_says_what_to_do() -> None:
    assert session_charge() == Charge(
        NOTHING_COLLECTED, "pytest collected no test at all", "write tests, or mend `testpaths`"
    )


@pytest.mark.parametrize(
    ("suites", "hint"),
    [
        ((), "no suite belongs to this module: write one"),
        (("t/a.py", "t/b.py"), "these suites hold no test that pytest collects: t/a.py, t/b.py"),
    ],
)
def test_a_floor_that_is_missed_says_which_suites_are_empty(
    suites: tuple[str, ...], hint: str
) -> None:
    verdict = StackVerdict(MODULE, (), (), suites, 1)
    bars = {TESTS: Bar(TESTS, "2", "pyproject.toml:3")}
    evidence = Evidence(collected=((suites[0] if suites else "t/c.py", ("test_a",)),))
    assert list(collection_charges(verdict, bars, evidence)) == [
        Charge(
            NOTHING_COLLECTED,
            "pytest collected 1 tests for this module, and tests-at-least is 2 (pyproject.toml:3)",
            hint,
        )
    ]
