from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from testguard.errors import EvidenceError, ExitCode
from testguard.gate.baseline import (
    BaselineEntry,
    apply_baseline,
    compare,
    read_baseline,
    update_baseline,
)
from testguard.model.finding import Confidence, Finding, Severity
from testguard.model.source import Span


def finding(mark: str, code: str = "TG101", **changes: str) -> Finding:
    made = Finding(
        code,
        "a-rule",
        Severity.ERROR,
        Confidence.CERTAIN,
        "tests/test_a.py",
        Span(1, 1, 1, 9),
        f"message of {mark}",
        symbol="TestA",
        fingerprint=mark,
    )
    return replace(made, **changes)


def entry(mark: str, reason: str = "") -> BaselineEntry:
    return BaselineEntry("tests/test_a.py", "TG101", "TestA", mark, f"message of {mark}", reason)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "baseline.json"


def test_the_first_baseline_takes_in_what_is_there(path: Path) -> None:
    change = update_baseline(path, [finding("b"), finding("a")])
    assert change.added == (entry("a"), entry("b"))
    assert read_baseline(path) == (entry("a"), entry("b"))


def test_the_file_is_sorted_versioned_and_ends_with_a_newline(path: Path) -> None:
    update_baseline(path, [finding("b"), finding("a", path="a.py"), finding("ä")])
    text = path.read_text(encoding="utf-8")
    data = json.loads(text)
    assert text.endswith("}\n")
    assert "ä" in text
    assert data["version"] == 1
    assert [each["fingerprint"] for each in data["findings"]] == ["a", "b", "ä"]
    assert list(data["findings"][0]) == ["code", "path", "symbol", "message", "fingerprint"]


def test_a_baseline_only_shrinks(path: Path) -> None:
    update_baseline(path, [finding("a"), finding("b")])
    change = update_baseline(path, [finding("b"), finding("c")])
    assert (change.added, change.kept) == ((), (entry("b"),))
    assert (change.removed, change.refused) == ((entry("a"),), (entry("c"),))
    assert read_baseline(path) == (entry("b"),)


def test_accepting_keeps_the_reason(path: Path) -> None:
    update_baseline(path, [finding("a")])
    change = update_baseline(path, [finding("a"), finding("b")], accept=True, reason="in May")
    assert (change.added, change.refused) == ((entry("b", "in May"),), ())
    assert read_baseline(path) == (entry("a"), entry("b", "in May"))
    update_baseline(path, [finding("b")])
    assert read_baseline(path) == (entry("b", "in May"),)


def test_a_refused_finding_leaves_the_file_alone(path: Path) -> None:
    update_baseline(path, [finding("a")])
    before = path.stat().st_mtime_ns, path.read_bytes()
    update_baseline(path, [finding("a"), finding("b")])
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_suppressed_findings_and_crashes_stay_out(path: Path) -> None:
    some = [finding("a", suppressed="why"), finding("b", code="TG000"), finding("c")]
    assert update_baseline(path, some).added == (entry("c"),)


def test_two_equal_findings_need_two_entries() -> None:
    three = [finding("a"), finding("a"), finding("a")]
    marked = apply_baseline(three, [entry("a"), entry("a")])
    assert [each.baselined for each in marked] == [True, True, False]
    change = compare("x", [entry("a"), entry("a")], three, accept=False)
    assert (len(change.kept), len(change.refused)) == (2, 1)


def test_a_crash_is_never_in_the_baseline() -> None:
    [marked] = apply_baseline([finding("a", code="TG000")], [entry("a")])
    assert not marked.baselined


def test_a_suppressed_finding_uses_no_entry() -> None:
    first, second = apply_baseline([finding("a", suppressed="why"), finding("a")], [entry("a")])
    assert (first.baselined, second.baselined) == (False, True)


marks = st.lists(st.sampled_from("abcde"), max_size=8)


@given(marks, marks)
def test_every_finding_is_kept_or_new_and_every_entry_is_kept_or_removed(
    before: list[str], now: list[str]
) -> None:
    entries, findings = [entry(mark) for mark in before], [finding(mark) for mark in now]
    change = compare("x", entries, findings, accept=False)
    assert sorted([*change.kept, *change.removed]) == sorted(entries)
    assert len(change.kept) + len(change.refused) == len(findings)
    accepted = compare("x", entries, findings, accept=True)
    marked = apply_baseline(findings, [*accepted.kept, *accepted.added])
    assert all(each.baselined for each in marked)


def test_a_missing_baseline_is_empty(path: Path) -> None:
    assert read_baseline(path) == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"version": 1, "findings": [{"co', "is no complete JSON"),
        (b"", "is no complete JSON"),
        (b"[" * 100_000, "is no complete JSON"),
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "version None"),
        (b'{"version": 2, "findings": []}', "version 2; this testguard reads 1"),
        (b'{"version": true, "findings": []}', "version True"),
        (b'{"version": 1}', "no list of findings"),
        (b'{"version": 1, "findings": [3]}', "finding 1 lacks"),
        (b'{"version": 1, "findings": [{"code": "TG101"}]}', "finding 1 lacks"),
    ],
)
def test_a_damaged_baseline_is_named_and_never_guessed_at(
    path: Path, content: bytes, said: str
) -> None:
    path.write_bytes(content)
    for use in (read_baseline, lambda where: update_baseline(where, [], accept=True)):
        with pytest.raises(EvidenceError, match=said) as raised:
            use(path)
        assert str(path) in raised.value.message
        assert raised.value.exit_code is ExitCode.USAGE
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_baseline(path)


def test_names_that_are_no_text_are_kept(path: Path) -> None:
    odd = finding("a", path="tests/test_\udcff.py")
    update_baseline(path, [odd])
    assert [each.path for each in read_baseline(path)] == [odd.path]


def test_nothing_else_is_left_beside_the_file(path: Path) -> None:
    update_baseline(path, [finding("a")])
    update_baseline(path, [])
    assert list(path.parent.iterdir()) == [path]


def test_folders_on_the_way_are_made_and_everybody_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "baseline.json"
    update_baseline(path, [finding("a")])
    assert path.stat().st_mode & 0o7777 == 0o644


def test_who_may_read_it_stays_as_it_was(path: Path) -> None:
    update_baseline(path, [finding("a")])
    path.chmod(0o600)
    update_baseline(path, [])
    assert path.stat().st_mode & 0o7777 == 0o600


def test_what_only_a_run_shows_stays_until_its_suite_runs_without_it(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    seen = finding("ran", code="TG501")
    update_baseline(path, [seen, finding("read")])
    without_a_run = update_baseline(path, [])
    assert [each.code for each in without_a_run.kept] == ["TG501"]
    assert [each.code for each in read_baseline(path)] == ["TG501"]
    other = update_baseline(path, [], ran=["tests/test_b.py"])
    assert len(other.kept) == 1
    again = update_baseline(path, [seen], ran=["tests/test_a.py"])
    assert len(again.kept) == 1
    mended = update_baseline(path, [], ran=["tests/test_a.py"])
    assert (len(mended.removed), read_baseline(path)) == (1, ())
