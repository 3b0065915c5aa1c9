from __future__ import annotations

from pathlib import Path

import pytest

from testguard.measurement.memory.memo import (
    PLACE,
    Memo,
    Verdict,
    forget_memo,
    read_memo,
    recorded_below,
    write_memo,
)
from testguard.measurement.running import begin
from testguard.model.contract import Contract, Input, InputKind, Probe, Watch
from testguard.model.project import StackModule
from testguard.model.source import Span

VERDICT = Verdict("failed\n", 1)
PROBE = Probe("lib/a.py", Span(1, 1, 1, 9), Watch.GIVEN, "size")
CONTRACT = Contract(
    "lib/a.py", "Args", (Input("i", "size", InputKind.FIELD, "1", "lib/a.py", 1, given=PROBE),)
)


@pytest.fixture
def memo(tmp_path: Path) -> Memo:
    (tmp_path / ".testguard").mkdir()
    (tmp_path / ".testguard" / "all.evidence.json").write_text("{}", encoding="utf-8")
    known = Memo(
        "state",
        (StackModule("lib/a.py", "pulumi", ("A",)),),
        (CONTRACT,),
        ("/packages/testguard",),
        (("pulumi", "testguard_pulumi"),),
        "sight",
        recorded_below(tmp_path),
        VERDICT,
    )
    write_memo(tmp_path, known)
    return known


def test_it_comes_back_as_it_was_from_any_folder_below(memo: Memo, tmp_path: Path) -> None:
    below = tmp_path / "tests"
    assert read_memo([tmp_path]) == read_memo([below]) == (tmp_path, memo)
    assert [(each.name, each.value) for each in memo.entry_points()] == list(memo.plugins)


def test_another_repository_has_another_memo(memo: Memo, tmp_path: Path) -> None:
    (tmp_path / "other" / ".git").mkdir(parents=True)
    assert read_memo([tmp_path / "other"]) is None


def test_a_damaged_one_and_none_are_the_same(memo: Memo, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / PLACE
    path.write_bytes(path.read_bytes()[:-1])
    assert read_memo([tmp_path]) is None
    forget_memo(tmp_path)
    forget_memo(tmp_path)
    assert read_memo([tmp_path]) is None


def test_the_same_has_the_same_verdict(memo: Memo, tmp_path: Path) -> None:
    assert memo.recall(tmp_path, "state", "sight") == VERDICT
    assert memo.recall(tmp_path, "other", "sight") is None
    assert memo.recall(tmp_path, "state", "other") is None


@pytest.mark.parametrize("name", ["all.evidence.json", "one.evidence.json", "all.mutants.json"])
def test_other_evidence_has_no_verdict_yet(memo: Memo, tmp_path: Path, name: str) -> None:
    (tmp_path / ".testguard" / name).write_text("{ }", encoding="utf-8")
    assert memo.recall(tmp_path, "state", "sight") is None


def test_a_run_that_did_not_finish_is_told_of_anew(memo: Memo, tmp_path: Path) -> None:
    mark = begin(tmp_path)
    assert mark is not None
    assert memo.recall(tmp_path, "state", "sight") == VERDICT
    mark.stream.close()
    assert memo.recall(tmp_path, "state", "sight") is None


@pytest.mark.parametrize("name", ["running-7.json", "contracts.7.json", "coverage.7.data"])
def test_what_a_run_needs_while_it_lasts_is_no_evidence(tmp_path: Path, name: str) -> None:
    (tmp_path / ".testguard").mkdir()
    before = recorded_below(tmp_path)
    (tmp_path / ".testguard" / name).write_text("{}", encoding="utf-8")
    assert recorded_below(tmp_path) == before


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (
            "lib/a.py 1.5 s)\nfailed (2 files, 1.5 s)\n",
            "lib/a.py 1.5 s)\nfailed (2 files, 0.3 s)\n",
        ),
        ("failed\n", "failed\n"),
    ],
)
def test_the_seconds_are_those_of_the_run_that_prints_them(printed: str, told: str) -> None:
    assert Verdict(printed, 1, 1.52).lasting(0.31) == Verdict(told, 1, 0.31)
