from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from testguard.config import Config
from testguard.errors import ConfigError, EvidenceError
from testguard.gate.ratchet import plan, ratcheted, refuse_outcome, refuse_update, turn
from testguard.model.evidence import Evidence
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.project import Problem
from testguard.model.source import Span
from testguard.model.verdict import Outcome, Report
from tests.gate.conftest import Configured, Reached, judged_by

Update = Callable[..., dict[str, Any]]
NO_BRANCHES = "[thresholds]\nbranches = 0\n"


@pytest.fixture
def update(configured: Configured) -> Update:
    """Gives the data of a configuration after the ratchet; lowers where there is a ``reason``."""

    def run(
        text: str, modules: Mapping[str, Reached], reason: str = "", tests: int = 1
    ) -> dict[str, Any]:
        config = configured(text)
        stacks = judged_by(config, modules, tests).stacks
        changes = plan(config, stacks, allow_lower=bool(reason))
        return tomllib.loads(ratcheted(config, list(modules), changes, reason).text)

    return run


def both(first: int, second: int, total: int = 100) -> dict[str, Reached]:
    """Two modules that execute so many lines each."""
    return {"lib/a.py": {"lines": (first, total)}, "lib/b.py": {"lines": (second, total)}}


def test_a_threshold_rises_to_what_all_its_modules_reach(update: Update) -> None:
    after = update(NO_BRANCHES + "lines = 80\n", both(97, 93))
    assert after["thresholds"] == {"branches": 0, "lines": 93}


def test_it_rises_to_the_hundredth_and_never_above(update: Update) -> None:
    after = update(NO_BRANCHES + "lines = 80\n", both(2, 5, 6) | {"c.py": {"lines": (5, 6)}})
    assert after["thresholds"]["lines"] == 80
    after = update(NO_BRANCHES + "lines = 80\n", both(6, 5, 6))
    assert after["thresholds"]["lines"] == 83.33


def test_a_default_rises_too(update: Update) -> None:
    assert update(NO_BRANCHES, both(97, 93))["thresholds"] == {"branches": 0, "lines": 93}


def test_without_a_reason_nothing_is_lowered(update: Update) -> None:
    text = NO_BRANCHES + "lines = 80\n"
    assert update(text, both(97, 60)) == tomllib.loads(text)


def test_every_table_is_raised_to_what_its_own_modules_reach(update: Update) -> None:
    stack = '[[stack]]\nmodules = ["lib/b.py"]\nthresholds = { lines = 20 }\n'
    after = update(NO_BRANCHES + "lines = 80\n" + stack, both(97, 33))
    assert after["thresholds"]["lines"] == 97
    assert after["stack"][0]["thresholds"]["lines"] == 33


def test_a_lowered_threshold_holds_for_the_module_that_is_behind_only(update: Update) -> None:
    after = update(NO_BRANCHES + "lines = 80\n", both(97, 60), reason="split in May")
    assert after["thresholds"]["lines"] == 80
    assert after["stack"] == [
        {"modules": ["lib/b.py"], "thresholds": {"lines": 60}, "reason": "split in May"}
    ]


def test_a_table_for_several_modules_stays_for_the_others(update: Update) -> None:
    stack = '[[stack]]\nmodules = ["lib/*.py"]\nthresholds = { lines = 70 }\n'
    after = update(NO_BRANCHES + stack, both(97, 60), reason="why")
    assert [each["thresholds"] for each in after["stack"]] == [{"lines": 70}, {"lines": 60}]


def test_a_table_for_one_module_is_lowered_in_place_and_keeps_every_reason(update: Update) -> None:
    stack = '[[stack]]\nmodules = ["lib/b.py"]\nthresholds = { lines = 70 }\nreason = "old"\n'
    after = update(NO_BRANCHES + stack, both(90, 60), reason="new")
    assert after["stack"] == [
        {"modules": ["lib/b.py"], "thresholds": {"lines": 60}, "reason": "old; new"}
    ]


def test_0_asks_for_nothing_and_stays(update: Update) -> None:
    text = "[thresholds]\nlines = 0\nbranches = 0\n"
    modules: dict[str, Reached] = {"a.py": {"lines": (9, 10), "branches": (1, 2)}}
    assert update(text, modules) == tomllib.loads(text)


def test_0_that_was_lowered_with_a_reason_rises_again(update: Update) -> None:
    stack = '[[stack]]\nmodules = ["lib/b.py"]\nthresholds = { lines = 0 }\nreason = "r"\n'
    assert update(NO_BRANCHES + stack, both(90, 25))["stack"][0]["thresholds"] == {"lines": 25}


def test_uncovered_lines_may_only_become_fewer(update: Update) -> None:
    text = "[thresholds]\nlines = 0\nbranches = 0\nuncovered-lines-at-most = 30\n"
    after = update(text, both(90, 80))
    assert after["thresholds"]["uncovered-lines-at-most"] == 20
    assert update(text, both(90, 60)) == tomllib.loads(text)
    [stack] = update(text, both(90, 60), reason="r")["stack"]
    assert stack["thresholds"] == {"uncovered-lines-at-most": 40}


def test_a_floor_on_tests_rises_where_it_is_written(update: Update) -> None:
    text = NO_BRANCHES + "lines = 90\ntests-at-least = 2\n"
    assert update(text, both(90, 90), tests=5)["thresholds"]["tests-at-least"] == 5
    unwritten = NO_BRANCHES + "lines = 90\n"
    assert update(unwritten, both(90, 90), tests=5) == tomllib.loads(unwritten)


def test_a_threshold_of_a_module_without_data_does_not_rise(update: Update) -> None:
    text = "[thresholds]\nlines = 90\nbranches = 40\n"
    modules: dict[str, Reached] = {
        "a.py": {"lines": (90, 100), "branches": (3, 4)},
        "b.py": {"lines": (90, 100)},
    }
    assert update(text, modules) == tomllib.loads(text)


def test_a_module_with_nothing_to_reach_holds_nothing_back(update: Update) -> None:
    modules: dict[str, Reached] = {
        "a.py": {"lines": (90, 100), "branches": (3, 4)},
        "b.py": {"lines": (90, 100), "branches": (0, 0)},
    }
    after = update("[thresholds]\nlines = 90\nbranches = 40\n", modules)
    assert after["thresholds"]["branches"] == 75


def test_what_the_ratchet_wrote_passes_and_is_steady(configured: Configured) -> None:
    text = "[thresholds]\nlines = 90\nbranches = 80\n"
    modules: dict[str, Reached] = {
        "a.py": {"lines": (99, 100), "branches": (1, 3)},
        "b.py": {"lines": (1, 7), "branches": (2, 2)},
    }
    config = configured(text)
    assert judged_by(config, modules).outcome is Outcome.FAILED
    changes = plan(config, judged_by(config, modules).stacks, allow_lower=True)
    after = configured(ratcheted(config, list(modules), changes, "adopted").text)
    assert judged_by(after, modules).outcome is Outcome.PASSED
    again = plan(after, judged_by(after, modules).stacks, allow_lower=True)
    settled = configured(ratcheted(after, list(modules), again).text)
    assert plan(settled, judged_by(settled, modules).stacks, allow_lower=True) == ()


def test_a_turn_refuses_first_and_then_raises_and_lowers(configured: Configured) -> None:
    config = configured(NO_BRANCHES + "lines = 80\n")
    report = Report("gate", ".", Outcome.FAILED, stacks=judged_by(config, both(97, 9)).stacks)
    turned = turn(config, Evidence(), report, (), allow_lower=True, reason="adopted")
    assert turned.file == config.root / "testguard.toml"
    assert turned.moves == ("lowered for lib/b.py: lines from 80 to 9 (testguard.toml:3)",)
    assert "adopted" in turned.text
    assert turn(config, Evidence(), report, ()).moves == ()
    with pytest.raises(EvidenceError, match=r"a\.py changed after"):
        turn(config, Evidence(), report, ("a.py",))
    problem = Problem("plugin 'x' does not load", fatal=True)
    with pytest.raises(EvidenceError, match="does not load"):
        turn(config, Evidence(), replace(report, problems=(problem,)), ())


def test_a_move_says_what_and_where(configured: Configured) -> None:
    config = configured(NO_BRANCHES + "lines = 80\n")
    raised = plan(config, judged_by(config, both(97, 93)).stacks)
    assert list(map(str, raised)) == ["raised: lines from 80 to 93 (testguard.toml:3)"]
    lowered = plan(config, judged_by(config, both(97, 9)).stacks, allow_lower=True)
    assert list(map(str, lowered)) == [
        "lowered for lib/b.py: lines from 80 to 9 (testguard.toml:3)"
    ]


def test_a_ceiling_is_tightened_and_loosened(configured: Configured) -> None:
    config = configured("[thresholds]\nlines = 0\nbranches = 0\nuncovered-lines-at-most = 30\n")
    [tightened] = plan(config, judged_by(config, both(90, 80)).stacks)
    assert str(tightened).startswith("tightened: uncovered-lines-at-most from 30 to 20")
    [loosened] = plan(config, judged_by(config, both(90, 60)).stacks, allow_lower=True)
    assert str(loosened).startswith("loosened for lib/b.py: uncovered-lines-at-most from 30 to 40")


@pytest.mark.parametrize(
    ("evidence", "stale", "message"),
    [
        (Evidence(unmeasured="--no-cov was given"), (), "not measured: --no-cov"),
        (Evidence(), ("b.py", "a.py"), "a.py, b.py changed after"),
        (Evidence(failed=2), (), "2 failures"),
    ],
)
def test_evidence_that_must_not_set_a_threshold_is_refused(
    configured: Configured, evidence: Evidence, stale: tuple[str, ...], message: str
) -> None:
    with pytest.raises(EvidenceError, match=message) as raised:
        refuse_update(configured(""), evidence, stale)
    assert "pytest --testguard" in raised.value.hint


def test_without_a_configuration_there_is_nothing_to_raise(configured: Configured) -> None:
    config = Config(configured("").root)
    with pytest.raises(ConfigError, match="no configuration") as raised:
        refuse_update(config, Evidence(), ())
    assert "testguard init" in raised.value.hint


def test_a_run_that_means_nothing_sets_no_threshold() -> None:
    problem = Problem("plugin 'x' does not load", fatal=True)
    with pytest.raises(EvidenceError, match="plugin 'x' does not load") as raised:
        refuse_outcome(Report("gate", ".", Outcome.ERROR, problems=(problem,)))
    assert "pytest --testguard" in raised.value.hint
    mended = replace(problem, hint="uninstall it")
    with pytest.raises(EvidenceError) as raised:
        refuse_outcome(Report("gate", ".", Outcome.ERROR, problems=(mended,)))
    assert raised.value.hint == "uninstall it"


def test_a_crashed_rule_sets_no_threshold() -> None:
    span = Span(1, 1, 1, 1)
    crash = Finding(
        "TG000", "rule-crashed", Severity.ERROR, Confidence.CERTAIN, "a.py", span, "TG104 crashed"
    )
    with pytest.raises(EvidenceError, match="no threshold was changed: TG104 crashed"):
        refuse_outcome(Report("gate", ".", Outcome.FAILED, findings=(crash,)))


def refuses(report: Report) -> bool:
    try:
        refuse_outcome(report)
    except EvidenceError:
        return True
    return False


@pytest.mark.parametrize("fatal", [True, False])
def test_a_failed_gate_may_still_raise_what_it_reached(fatal: bool) -> None:
    problem = Problem("a plugin is old", fatal=fatal)
    assert refuses(Report("gate", ".", Outcome.FAILED, problems=(problem,))) is fatal
