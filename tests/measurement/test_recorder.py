from __future__ import annotations

from pathlib import Path

import pytest

from testguard.errors import EvidenceError
from testguard.measurement.coverage_reader import Recording
from testguard.measurement.recorder import Session, record
from testguard.measurement.store import load
from testguard.model.evidence import Evidence
from testguard.model.project import Project


def session(**details: str) -> Session:
    return Session(Recording(None), **details)  # type: ignore[arg-type]


def test_a_full_run_is_kept(tmp_path: Path) -> None:
    evidence = record(Project(tmp_path), session())
    assert load(tmp_path) == evidence
    assert (evidence.partial, evidence.shards) == ("", ("all",))


@pytest.mark.parametrize(
    "details",
    [
        {"narrowed": "-k was given"},
        {"broken": "the run did not finish"},
        {"broken": "the run did not finish", "shard": "a"},
    ],
)
def test_a_part_that_is_no_shard_is_not_kept(tmp_path: Path, details: dict[str, str]) -> None:
    assert record(Project(tmp_path), session(**details)).partial
    with pytest.raises(EvidenceError):
        load(tmp_path)


def test_a_shard_is_kept_and_not_judged_alone(tmp_path: Path) -> None:
    evidence = record(Project(tmp_path), session(narrowed="-k was given", shard="a"))
    assert "this is the shard 'a'" in evidence.partial
    kept = load(tmp_path)
    assert (kept.partial, kept.shards) == ("", ("a",))


def test_tests_are_kept_by_suite_relative_to_the_root(tmp_path: Path) -> None:
    ids = {tmp_path / "tests" / "t.py": ["b", "a", "a"], tmp_path.parent / "up.py": ["c"]}
    evidence: Evidence = record(Project(tmp_path), Session(Recording(None), ids))
    assert dict(evidence.collected) == {
        "tests/t.py": ("a", "b"),
        (tmp_path.parent / "up.py").as_posix(): ("c",),
    }
