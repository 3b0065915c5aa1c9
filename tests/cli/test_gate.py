from __future__ import annotations

import json
from typing import Any

import pytest

from testguard.cli.gate import EPILOG
from testguard.measurement.digests import digest_of
from testguard.measurement.store import save
from testguard.model.evidence import Evidence, StackEvidence

LINES_ONLY = "[thresholds]\nbranches = 0\ndefaults = 0\noverrides = 0\nvalidations = 0\n"


def record(made: Any, executed: set[int]) -> None:
    """Leave the evidence of a run of one test that executed some lines of the stack module."""
    path = "lib/bucket.py"
    stack = StackEvidence(
        path,
        digest_of(made.root / path),
        imported=True,
        lines=frozenset({1, 4, 5, 6}),
        executed=frozenset(executed),
    )
    save(made.root, Evidence((stack,), (("tests/test_bucket.py", ("test_bucket",)),)))


def test_without_evidence_there_is_no_verdict(repository: Any) -> None:
    done = repository().run("gate")
    assert (done.code, done.out) == (2, "")
    assert "no data is never a pass" in done.err
    assert "pytest --testguard" in done.err


@pytest.mark.parametrize(("executed", "code"), [({1, 4, 5, 6}, 0), ({1, 4, 5}, 1)])
def test_the_recorded_evidence_is_judged(executed: set[int], code: int, repository: Any) -> None:
    made = repository({"testguard.toml": f"{LINES_ONLY}lines = 80\n"}, hollow=False)
    record(made, executed)
    assert made.run("gate").code == code
    report = json.loads(made.run("gate", "--output-format", "json").out)
    [stack] = report["stacks"]
    assert stack["metrics"]["lines"]["covered"] == len(executed)


def test_the_configuration_of_now_decides(repository: Any) -> None:
    made = repository({"testguard.toml": f"{LINES_ONLY}lines = 76\n"}, hollow=False)
    record(made, {1, 4, 5})
    assert made.run("gate").code == 1
    made.write({"testguard.toml": f"{LINES_ONLY}lines = 75\n"})
    assert made.run("gate").code == 0


def test_evidence_that_is_to_be_merged_must_be_there(repository: Any) -> None:
    made = repository(hollow=False)
    record(made, {1, 4, 5, 6})
    done = made.run("gate", "--merge", "nowhere")
    assert done.code == 2
    assert "nowhere" in done.err


BARS = "# ours\n[thresholds]\nlines   =   60   # for now\nbranches = 0\n"
OFF = "defaults = 0\noverrides = 0\nvalidations = 0\n"


def adopted(
    repository: Any, text: str = BARS + OFF, executed: frozenset[int] = frozenset({1, 4, 5})
) -> Any:
    made = repository({"testguard.toml": text}, hollow=False)
    record(made, set(executed))
    return made


def test_update_raises_thresholds_and_keeps_every_other_byte(repository: Any) -> None:
    made = adopted(repository)
    done = made.run("gate", "--update")
    assert done.code == 0
    assert "raised: lines from 60 to 75 (testguard.toml:3)" in done.out
    assert "testguard.toml:3" in done.out
    text = (made.root / "testguard.toml").read_text()
    assert text == (BARS + OFF).replace("60", "75")


def test_update_judges_by_what_it_wrote(repository: Any) -> None:
    made = adopted(repository, "tight = 2\n" + BARS + OFF)
    assert made.run("gate").code == 1
    assert made.run("gate", "--update").code == 0
    assert made.run("gate").code == 0


def test_update_lowers_nothing_by_itself(repository: Any) -> None:
    text = BARS.replace("60", "90") + OFF
    made = adopted(repository, text)
    done = made.run("gate", "--update")
    assert done.code == 1
    assert "no threshold was changed" in done.out
    assert (made.root / "testguard.toml").read_text() == text


def test_update_lowers_with_a_reason_that_is_kept(repository: Any) -> None:
    made = adopted(repository, BARS.replace("60", "90") + OFF)
    done = made.run("gate", "--update", "--allow-lower", "--reason", "split in May")
    assert done.code == 0
    assert "lowered for lib/bucket.py: lines from 90 to 75" in done.out
    assert 'reason = "split in May"\n' in (made.root / "testguard.toml").read_text()
    assert "split in May" in made.run("config").out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--allow-lower", "--reason", "r"], "add --update"),
        (["--update", "--allow-lower"], "say why"),
        (["--update", "--allow-lower", "--reason", " "], "say why"),
        (["--update", "--reason", "r"], "belong together"),
        (["--update", "--diff", "HEAD"], "--update and --diff exclude each other"),
        (["--update", "--config-from", "HEAD"], "--config-from exclude each other"),
        (["--update", "--fail-under", "lines=1"], "--fail-under exclude each other"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    options: list[str], message: str, repository: Any
) -> None:
    made = adopted(repository)
    done = made.run("gate", *options)
    assert done.code == 2
    assert message in done.err
    assert (made.root / "testguard.toml").read_text() == BARS + OFF


def test_stale_evidence_sets_no_threshold(repository: Any) -> None:
    made = adopted(repository)
    made.write({"lib/bucket.py": "x = 1\n"})
    done = made.run("gate", "--update")
    assert done.code == 2
    assert "lib/bucket.py changed after the evidence was recorded" in done.err
    assert (made.root / "testguard.toml").read_text() == BARS + OFF


@pytest.mark.parametrize(("given", "code"), [("lines=76", 1), ("lines=75", 0)])
def test_a_threshold_for_this_once_beats_the_configuration(
    given: str, code: int, repository: Any
) -> None:
    made = adopted(repository)
    done = made.run("gate", "--fail-under", given)
    assert done.code == code
    assert "--fail-under" in done.out


def test_a_threshold_for_this_once_that_is_none_is_refused(repository: Any) -> None:
    done = adopted(repository).run("gate", "--fail-under", "lnes=3")
    assert done.code == 2
    assert "'lines'" in done.err


def test_every_option_of_the_gate_has_an_example() -> None:
    options = ("--config-from", "--diff", "--update", "--allow-lower", "--fail-under", "--merge")
    assert [each for each in options if f"{each} " not in EPILOG] == []
