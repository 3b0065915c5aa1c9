from __future__ import annotations

from pathlib import Path

from testguard.measurement.merging import merge
from testguard.measurement.portable import portable
from testguard.measurement.store import load, save
from testguard.model.evidence import Evidence, Exercise, StackEvidence, SuiteRun, Way


def recorded_with(separator: str, executed: set[int]) -> Evidence:
    path, suite = separator.join(("lib", "a.py")), separator.join(("tests", "test_a.py"))
    stack = StackEvidence(
        path,
        "d",
        imported=True,
        lines=frozenset({1, 2}),
        executed=frozenset(executed),
        probed=True,
        exercises=(Exercise("item", Way.DEFAULT, path, 1, "x = 1"),),
    )
    run = SuiteRun(suite, "d", frozenset({"test_a"}))
    return Evidence((stack,), ((suite, ("test_a",)),), commit="c", runs=(run,))


def test_paths_of_windows_are_those_of_everyone(tmp_path: Path) -> None:
    windows, linux = (recorded_with(separator, {1}) for separator in ("\\", "/"))
    assert portable(windows, tmp_path) == linux
    assert portable(linux, tmp_path) == linux


def test_a_file_that_has_a_backslash_in_its_name_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "lib\\a.py").write_text("")
    [stack] = portable(recorded_with("\\", {1}), tmp_path).stacks
    assert stack.path == "lib\\a.py"


def test_runs_of_windows_and_linux_are_one(tmp_path: Path) -> None:
    windows, linux = recorded_with("\\", {1}), recorded_with("/", {2})
    (tmp_path / "other").mkdir()
    save(tmp_path, linux, "linux")
    save(tmp_path / "other", windows, "windows")
    merged = load(tmp_path, [tmp_path / "other"])
    assert merged == merge([linux, portable(windows, tmp_path)])
    [stack] = merged.stacks
    assert stack.executed == {1, 2}
