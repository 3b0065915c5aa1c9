from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.errors import ConfigError, EvidenceError
from testguard.measurement.store import check_shard, decode, encode, load, save
from testguard.model.evidence import Arc, Evidence, StackEvidence

numbers = st.integers(min_value=1, max_value=10**6)
texts = st.text(st.characters(codec="utf-8"))
ids = st.lists(texts, max_size=4).map(tuple)


@st.composite
def stacks(draw: st.DrawFn) -> StackEvidence:
    lines = draw(st.frozensets(numbers, max_size=8))
    arcs = draw(st.frozensets(st.builds(Arc, numbers, st.integers(-99, 99)), max_size=8))
    return StackEvidence(
        path=draw(texts),
        digest=draw(texts),
        imported=draw(st.booleans()),
        measured=draw(st.booleans()),
        branched=draw(st.booleans()),
        lines=lines,
        executed=frozenset(line for line in lines if draw(st.booleans())),
        arcs=arcs,
        taken=frozenset(arc for arc in arcs if draw(st.booleans())),
    )


evidences = st.builds(
    Evidence,
    stacks=st.lists(stacks(), max_size=3).map(tuple),
    collected=st.lists(st.tuples(texts, ids), max_size=3).map(tuple),
    failed=st.integers(0, 99),
    partial=texts,
    unmeasured=texts,
    commit=texts,
    shards=ids,
)
SMALL = Evidence(
    (StackEvidence("lib/a.py", "d", imported=True, lines=frozenset({1, 2})),),
    (("tests/test_a.py", ("test_a",)),),
    commit="c1",
    shards=("all",),
)


@given(evidences)
def test_evidence_survives_being_written_and_read(evidence: Evidence) -> None:
    assert decode(encode(evidence), "x") == evidence


@given(evidences, st.data())
def test_truncated_evidence_is_never_read(evidence: Evidence, data: st.DataObject) -> None:
    whole = encode(evidence).rstrip()
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(EvidenceError, match=r"^shard-7: is truncated or no evidence"):
        decode(cut, "shard-7")


@given(evidences)
def test_equal_evidence_gives_equal_bytes(evidence: Evidence) -> None:
    assert encode(evidence) == encode(decode(encode(evidence), "x"))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", b'{"version": "1"}', b'{"version": 1}']
)
def test_what_is_no_evidence_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(EvidenceError, match=r"old\.evidence\.json"):
        decode(data, "old.evidence.json")


def test_an_unknown_version_is_named() -> None:
    record = json.loads(encode(SMALL)) | {"version": 7}
    with pytest.raises(EvidenceError, match="version 7; this testguard reads version 1"):
        decode(json.dumps(record).encode(), "x")


def test_evidence_that_claims_lines_the_file_has_not_is_refused() -> None:
    record = json.loads(encode(SMALL))
    record["evidence"]["stacks"][0]["executed"] = [1, 99]
    with pytest.raises(EvidenceError, match=r"claims more of lib/a\.py"):
        decode(json.dumps(record).encode(), "x")


def test_the_folder_is_ignored_by_git_and_holds_nothing_half_written(tmp_path: Path) -> None:
    path = save(tmp_path, SMALL)
    assert path.parent == tmp_path / ".testguard"
    assert {each.name for each in path.parent.iterdir()} == {".gitignore", "all.evidence.json"}
    assert (path.parent / ".gitignore").read_text() == "*\n"
    assert load(tmp_path) == SMALL


def test_no_evidence_is_an_error_that_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no evidence is recorded") as caught:
        load(tmp_path)
    assert "pytest --testguard" in caught.value.hint


def test_a_whole_run_replaces_shards_and_a_shard_replaces_a_whole_run(tmp_path: Path) -> None:
    def names() -> set[str]:
        return {path.name for path in (tmp_path / ".testguard").glob("*.json")}

    save(tmp_path, SMALL, "a")
    save(tmp_path, SMALL, "b")
    assert names() == {"a.evidence.json", "b.evidence.json"}
    save(tmp_path, SMALL)
    assert names() == {"all.evidence.json"}
    save(tmp_path, SMALL, "b")
    assert names() == {"b.evidence.json"}


@pytest.mark.parametrize("inside", ["", ".testguard"])
def test_evidence_of_other_folders_is_merged(tmp_path: Path, inside: str) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    for folder in (home, other):
        folder.mkdir()
    save(home, SMALL, "a")
    save(other, SMALL, "b")
    merged = load(home, [other / inside])
    assert merged.of("lib/a.py") == SMALL.of("lib/a.py")


def test_a_folder_without_evidence_is_named(tmp_path: Path) -> None:
    save(tmp_path, SMALL)
    with pytest.raises(EvidenceError, match="nowhere holds no evidence"):
        load(tmp_path, [tmp_path / "nowhere"])


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "-x", "all", "a b", "x" * 101])
def test_a_shard_needs_a_name_that_is_a_file_name(name: str) -> None:
    with pytest.raises(ConfigError, match="cannot name a shard"):
        check_shard(name)


@pytest.mark.parametrize("name", ["unit", "py3.11-linux", "1", "_x"])
def test_plain_names_name_shards(name: str) -> None:
    assert check_shard(name) == name
