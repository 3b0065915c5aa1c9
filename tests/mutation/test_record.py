from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from testguard.errors import EvidenceError
from testguard.model.mutant import Act, Mutant, MutationRun, Result, Tried, Verdict
from testguard.mutation.record import load, save


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".testguard").mkdir()
    return tmp_path


def result(number: int, stack: str = "lib/a.py") -> Result:
    mutant = Mutant("number-moved", Act.SET, stack, stack, 1, path=("n", 0), old=number, new=[1])
    return Result(mutant, Verdict.KILLED, "t")


def run(*results: Result, stack: str = "lib/a.py", commit: str = "c") -> MutationRun:
    return MutationRun((Tried(stack, "d", results),), commit, total=9, fresh=1, memory=5)


def test_a_run_is_read_as_it_was_written(root: Path) -> None:
    whole = run(result(1), result(2))
    save(root, whole)
    assert load(root) == whole
    assert load(root / "nowhere") is None


def test_a_run_over_one_module_keeps_the_others_of_the_commit(root: Path) -> None:
    save(root, run(result(1)))
    save(root, run(result(2, "lib/b.py"), stack="lib/b.py"))
    found = load(root)
    assert found is not None
    assert [each.path for each in found.stacks] == ["lib/a.py", "lib/b.py"]
    save(root, run(result(2, "lib/b.py"), stack="lib/b.py", commit="other"))
    assert [each.path for each in load(root).stacks] == ["lib/b.py"]  # type: ignore[union-attr]


def test_shards_are_merged_and_a_missing_one_is_told(root: Path, tmp_path: Path) -> None:
    save(root, run(result(1)), (1, 3))
    save(root, run(result(2)), (3, 3))
    elsewhere = tmp_path / "artifact"
    (elsewhere / ".testguard").mkdir(parents=True)
    part = load(root)
    assert part is not None
    assert part.partial == "of 3 shards, these are missing: 2"
    save(elsewhere, run(result(3)), (2, 3))
    whole = load(root, [elsewhere])
    assert whole is not None
    assert (whole.partial, len(whole.results), whole.fresh) == ("", 3, 3)


def test_a_whole_run_replaces_shards_and_the_other_way_round(root: Path) -> None:
    save(root, run(result(1)), (1, 2))
    save(root, run(result(2)))
    assert [path.name for path in (root / ".testguard").iterdir()] == ["all.mutants.json"]
    save(root, run(result(1)), (1, 2))
    assert [path.name for path in (root / ".testguard").iterdir()] == ["shard-1-of-2.mutants.json"]


def test_shards_of_several_commits_are_of_none(root: Path) -> None:
    save(root, run(result(1), commit="a"), (1, 2))
    save(root, run(result(2), commit="b"), (2, 2))
    assert load(root).commit == "several"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"version": 7}', "a record of version 7"),
        (b'{"version": 1, "run": {"stac', "truncated"),
        (b"\xff", "truncated"),
    ],
)
def test_a_record_that_cannot_be_read_is_named(root: Path, data: bytes, message: str) -> None:
    path = save(root, replace(run(result(1)), partial="x"))
    path.write_bytes(data)
    with pytest.raises(EvidenceError, match=f"all.mutants.json: .*{message}"):
        load(root)
