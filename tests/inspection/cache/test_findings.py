from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from testguard.config import Config
from testguard.inspection.cache.findings import read_store
from testguard.inspection.engine import Inspection, inspect
from testguard.model.evidence import SuiteRun
from testguard.model.project import Conventions, Project, SuiteFile
from testguard.plugin import Offence, Rule, Suite, rule
from testguard.rules.empty_test import empty_test
from testguard.suite import contents

EMPTY = "def test_a():\n    pass\n"
inspected: list[str] = []


@rule("XX001")
def witness(suite: Suite) -> Iterator[Offence]:
    """Notes what it is shown."""
    inspected.append(suite.path)
    yield from ()


@rule("XX002")
def crash(suite: Suite) -> Iterator[Offence]:
    """Crashes."""
    inspected.append(suite.path)
    raise ValueError(suite.path)


@rule("XX003")
def odd(suite: Suite) -> Iterator[Offence]:
    """Says what no file can hold."""
    inspected.append(suite.path)
    yield Offence(suite.cases[0].header, "half a character: \ud800")


def look(
    root: Path,
    files: Mapping[str, str | bytes],
    *rules: Rule,
    runs: Iterable[SuiteRun] = (),
    only: str = "",
    jobs: int = 1,
    progress: list[tuple[int, int]] | None = None,
) -> tuple[Inspection, list[str]]:
    """Write files and inspect them: the result, and the files that were really looked at."""
    inspected.clear()
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = sorted(path.relative_to(root).as_posix() for path in root.rglob("test_*.py"))
    project = Project(root, suites=tuple(SuiteFile(path, Conventions()) for path in found))
    done = [] if progress is None else progress
    result = inspect(
        project,
        Config(root),
        rules or (empty_test, witness),
        paths=[root / only] if only else [],
        runs=runs,
        jobs=jobs,
        progress=lambda *numbers: done.append(numbers),
        cache=root / ".testguard" / "cache",
    )
    return result, [*inspected]


def test_a_file_that_has_not_changed_is_not_inspected_again(tmp_path: Path) -> None:
    first, looked_at = look(tmp_path, {"test_a.py": EMPTY, "test_b.py": EMPTY})
    assert looked_at == ["test_a.py", "test_b.py"]
    assert look(tmp_path, {}) == (first, [])
    assert look(tmp_path, {"test_b.py": EMPTY * 2})[1] == ["test_b.py"]
    assert look(tmp_path, {"test_a.py": EMPTY})[1] == []


def test_findings_come_back_with_suppression_and_fix(tmp_path: Path) -> None:
    text = (
        "def test_a():  # testguard: ignore[TG102] it waits for the region\n    pass\n\n"
        "def test_b():  # testguard: ignore[TG102] it is long done\n    assert run()\n"
    )
    first, _ = look(tmp_path, {"test_a.py": text})
    again, looked_at = look(tmp_path, {})
    assert again == first
    assert looked_at == []
    assert [bool(each.suppressed) for each in again.findings] == [True, False]
    assert [bool(each.fix) for each in again.findings] == [False, True]


def test_what_a_crashed_rule_left_is_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        result, looked_at = look(tmp_path, {"test_a.py": EMPTY}, crash)
        assert [each.code for each in result.findings] == ["TG000"]
        assert looked_at == ["test_a.py"]


def test_what_cannot_be_written_down_is_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        result, looked_at = look(tmp_path, {"test_a.py": EMPTY, "test_b.py": "x = 1\n"}, odd)
        assert [each.code for each in result.findings] == ["XX003", "TG000"]
        assert looked_at == ["test_a.py", "test_b.py"]


def test_what_cannot_be_read_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "test_dir.py").mkdir()
    files: dict[str, str | bytes] = {"test_nul.py": b"\0", "test_b.py": EMPTY}
    first, _ = look(tmp_path, files)
    assert look(tmp_path, {}) == (first, [])
    assert [*read_store(tmp_path / ".testguard" / "cache").entries] == ["test_b.py"]
    (tmp_path / "test_dir.py").rmdir()
    result, looked_at = look(tmp_path, {"test_dir.py": EMPTY})
    assert looked_at == ["test_dir.py"]
    assert {each.code for each in result.findings} == {"TG001", "TG102"}


def test_a_run_and_no_run_are_kept_side_by_side(tmp_path: Path) -> None:
    runs = [SuiteRun("test_a.py", "any", frozenset({"test_a"}), frozenset(), frozenset())]
    others = [SuiteRun("test_a.py", "any", frozenset({"test_a"}), frozenset({"test_a"}))]
    assert look(tmp_path, {"test_a.py": EMPTY})[1] == ["test_a.py"]
    assert look(tmp_path, {}, runs=runs)[1] == ["test_a.py"]
    assert look(tmp_path, {})[1] == []
    assert look(tmp_path, {}, runs=runs)[1] == []
    assert look(tmp_path, {}, runs=others)[1] == ["test_a.py"]


def test_what_is_known_of_other_files_is_kept(tmp_path: Path) -> None:
    look(tmp_path, {"test_a.py": EMPTY, "test_b.py": EMPTY})
    look(tmp_path, {"test_b.py": EMPTY * 2}, only="test_b.py")
    assert look(tmp_path, {})[1] == []


def test_files_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    look(tmp_path, {"test_a.py": EMPTY, "test_b.py": EMPTY})
    (tmp_path / "test_a.py").unlink()
    look(tmp_path, {})
    store = read_store(tmp_path / ".testguard" / "cache")
    assert [*store.entries] == ["test_b.py"]
    assert "test_a.py" not in store.stamps


def test_other_rules_begin_anew(tmp_path: Path) -> None:
    look(tmp_path, {"test_a.py": EMPTY})
    assert look(tmp_path, {}, witness)[1] == ["test_a.py"]
    assert look(tmp_path, {}, witness)[1] == []


@pytest.mark.parametrize("damage", [b"", b"no cache", b"testguard findings 1\n" + b"\0" * 60])
def test_a_foreign_cache_is_replaced(tmp_path: Path, damage: bytes) -> None:
    first, _ = look(tmp_path, {"test_a.py": EMPTY})
    (tmp_path / ".testguard" / "cache" / "findings").write_bytes(damage)
    assert look(tmp_path, {}) == (first, ["test_a.py"])
    assert look(tmp_path, {}) == (first, [])


def test_a_cache_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".testguard").write_text("in the way")
    first, _ = look(tmp_path, {"test_a.py": EMPTY})
    assert look(tmp_path, {}) == (first, ["test_a.py"])


def test_nothing_is_written_where_nothing_is_new(tmp_path: Path) -> None:
    files = {f"test_{number}.py": EMPTY for number in range(3)}
    look(tmp_path, files)
    path = tmp_path / ".testguard" / "cache" / "findings"
    before = path.stat()
    look(tmp_path, {})
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_only_misses_travel_to_workers_and_are_kept(tmp_path: Path) -> None:
    files = {f"test_{number:03}.py": EMPTY for number in range(90)}
    first, _ = look(tmp_path, files, empty_test, jobs=2)
    assert look(tmp_path, {}, empty_test) == (first, [])
    assert len(read_store(tmp_path / ".testguard" / "cache").entries) == 90
    changed, _ = look(tmp_path, {"test_007.py": "x = 1\n"}, empty_test, jobs=2)
    left = [each for each in first.findings if each.path != "test_007.py"]
    assert [*changed.findings] == left


def test_progress_counts_kept_files_too(tmp_path: Path) -> None:
    numbers: list[tuple[int, int]] = []
    look(tmp_path, {"test_a.py": EMPTY, "test_b.py": EMPTY}, progress=numbers)
    assert numbers == [(2, 2)]
    numbers.clear()
    look(tmp_path, {"test_b.py": EMPTY * 2}, progress=numbers)
    assert numbers == [(1, 2), (2, 2)]
    numbers.clear()
    look(tmp_path, {}, progress=numbers)
    assert numbers == [(2, 2)]


def test_a_settled_file_is_known_by_its_stamp_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("testguard.suite.settled.SETTLED_NS", -(10**19))
    look(tmp_path, {"test_a.py": EMPTY})
    monkeypatch.setattr(contents, "read_bytes", None)
    assert look(tmp_path, {})[1] == []


def test_a_file_written_just_now_is_read_although_its_stamp_is_the_same(tmp_path: Path) -> None:
    look(tmp_path, {"test_a.py": EMPTY})
    store = read_store(tmp_path / ".testguard" / "cache")
    assert not store.stamps["test_a.py"].settled()
    times = (tmp_path / "test_a.py").stat()
    (tmp_path / "test_a.py").write_text(EMPTY.replace("a", "b"))
    os.utime(tmp_path / "test_a.py", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert look(tmp_path, {})[1] == ["test_a.py"]
