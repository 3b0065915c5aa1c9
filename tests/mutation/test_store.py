from __future__ import annotations

from pathlib import Path

import pytest

from testguard.errors import TestguardError
from testguard.model.mutant import Verdict
from testguard.mutation import store as store_module
from testguard.mutation.messages import Observation, Outcome, Run
from testguard.mutation.store import Store

KILLED = Outcome(Verdict.KILLED, "tests/test_a.py::test_a", "assert False")


def test_what_is_kept_is_known_the_next_time(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.keep("a", KILLED)
    observation = Observation(
        (Run("t", stable=True, seconds=0.5),), lines={"lib/a.py": {3: ("t",)}}
    )
    store.keep_observation("b", observation)
    assert (store.outcomes, store.observations) == ({"a": KILLED}, {"b": observation})
    assert not store.path.stat().st_mode & 0o111
    again = Store.open(tmp_path)
    assert again.outcomes == {"a": KILLED}
    assert again.observations == {"b": observation}
    assert (tmp_path / ".testguard" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_line_that_was_cut_off_is_lost_and_no_other(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    for key in ("a", "b"):
        store.keep(key, KILLED)
    store.path.write_bytes(store.path.read_bytes()[:-9])
    again = Store.open(tmp_path)
    assert list(again.outcomes) == ["a"]
    again.keep("c", KILLED)
    assert list(Store.open(tmp_path).outcomes) == ["a", "c"]


def test_noise_is_passed_over(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.keep("a", KILLED)
    with store.path.open("ab") as stream:
        stream.write(b'\xff\xfe\n[]\n{"key": 3}\n')
    store.keep("b", KILLED)
    before = store.path.read_bytes()
    assert list(Store.open(tmp_path).outcomes) == ["a", "b"]
    assert store.path.read_bytes() == before


def test_a_store_that_has_grown_is_tidied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MOST", 10)
    store = Store.open(tmp_path)
    for number in range(12):
        store.keep(str(number), KILLED)
    assert list(Store.open(tmp_path).outcomes) == ["7", "8", "9", "10", "11"]
    assert [path.name for path in store.path.parent.iterdir() if "tmp" in path.name] == []


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / ".testguard").write_text("", encoding="utf-8")
    with pytest.raises(
        TestguardError, match=r"cannot use .*mutants\.jsonl: (File exists|Not a directory)"
    ):
        Store.open(tmp_path)
