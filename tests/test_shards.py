"""Several runs are one: shards, killed runs, and evidence that must not be mixed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from testguard.measurement.store import load
from tests.conftest import OUTER, RunPytest, git_in

CONFIG = """\
stacks = ["lib/*.py"]
[thresholds]
lines = 75
branches = 50
"""
STACK = """\
import pulumi


class StoreArgs:
    def __init__(self, size=None, region="eu"):
        if size == 0:
            raise ValueError("size must not be 0")
        self.size = size or 3
        self.region = region

    def grow(self):
        self.size += 1
        return self.size


class Store(pulumi.ComponentResource):
    def __init__(self, name, args: StoreArgs):
        super().__init__("acme:index:Store", name)
        self.args = args
"""
SUITE = """\
import pytest
from lib.store import StoreArgs

def test_left_size():
    assert StoreArgs().size == 3

def test_left_refusal():
    with pytest.raises(ValueError):
        StoreArgs(0)

def test_right_region():
    assert StoreArgs(2, region="us").region == "us"

def test_right_growth():
    assert StoreArgs(2).grow() == 3
"""
CHILD = """\
import subprocess, sys

def test_child():
    code = "from lib.store import StoreArgs; assert StoreArgs(2).grow() == 3"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
"""
SLEEPY = """\
import time
from pathlib import Path

def test_that_takes_its_time():
    Path("begun").touch()
    time.sleep(60)
    assert Path("begun")
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    for name, text in {
        "testguard.toml": CONFIG,
        "pytest.ini": "[pytest]\npythonpath = .\ntestpaths = tests\n",
        "lib/store.py": STACK,
        "tests/test_store.py": SUITE,
        ".gitignore": ".testguard\n__pycache__\n.pytest_cache\n",
    }.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git_in(pytester.path, "init", "-q", "-b", "main")
    git_in(pytester.path, "add", "-A")
    git_in(pytester.path, "commit", "-q", "-m", "first")
    return pytester.path


def gate(folder: Path, *arguments: str) -> tuple[int, dict[str, Any], str]:
    command = [sys.executable, "-m", "testguard", "gate", "--output-format", "json", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def verdict(report: dict[str, Any]) -> dict[str, Any]:
    """What must not depend on how the tests were split."""
    return {key: report[key] for key in ("verdict", "findings", "stacks")}


def move_evidence(folder: Path, to: str) -> None:
    (folder / ".testguard").rename(folder / to)


def test_two_halves_merged_are_one_run_to_the_digit(project: Path, run_pytest: RunPytest) -> None:
    assert run_pytest().ret == 0
    whole_code, whole, _ = gate(project)
    assert run_pytest("-k", "left", "--testguard-shard", "left").ret == 0
    half_code, half, _ = gate(project)
    assert run_pytest("-k", "right", "--testguard-shard", "right").ret == 0
    code, merged, _ = gate(project)
    assert verdict(merged) == verdict(whole)
    assert (code, merged["summary"]["tests"]) == (whole_code, 4)
    assert "merged from the runs left, right" in merged["notes"]
    assert (whole_code, half_code) == (0, 1)
    for name in ("lines", "overrides"):
        of_half, of_all = (each["stacks"][0]["metrics"][name] for each in (half, whole))
        assert of_half["covered"] < of_all["covered"]
        assert of_half["total"] == of_all["total"]


def test_evidence_of_jobs_is_found_wherever_it_was_downloaded(
    project: Path, run_pytest: RunPytest
) -> None:
    run_pytest()
    _, whole, _ = gate(project)
    for name in ("left", "right"):
        run_pytest("-k", name, "--testguard-shard", name)
        move_evidence(project, f"{name}-job")
    (project / "artifacts").mkdir()
    (project / "left-job").rename(project / "artifacts" / "left")
    _, both, _ = gate(project, "--merge", "artifacts", "--merge", "right-job")
    _, turned, _ = gate(project, "--merge", "right-job", "--merge", "artifacts")
    _, twice, _ = gate(project, *(["--merge", "artifacts", "--merge", "right-job"] * 2))
    assert verdict(both) == verdict(turned) == verdict(twice) == verdict(whole)


def test_a_job_that_failed_in_one_place_is_told_once(project: Path, run_pytest: RunPytest) -> None:
    suite = project / "tests" / "test_store.py"
    suite.write_text(SUITE.replace("== 3\n", "== 4\n", 1))
    run_pytest("-k", "left", "--testguard-shard", "left")
    move_evidence(project, "left-job")
    _, report, _ = gate(project, "--merge", "left-job", "--merge", "left-job")
    assert "1 failures or errors when the tests ran" in report["notes"]


def evidence_file(project: Path) -> Path:
    return project / ".testguard" / "all.evidence.json"


def test_evidence_of_another_commit_is_an_error(project: Path, run_pytest: RunPytest) -> None:
    run_pytest()
    git_in(project, "commit", "-q", "--allow-empty", "-m", "second")
    code, report, said = gate(project)
    assert (code, report) == (2, {})
    assert "is checked out" in said


def test_evidence_of_another_version_of_a_file_fails(project: Path, run_pytest: RunPytest) -> None:
    run_pytest()
    (project / "lib" / "store.py").write_text(STACK + "\n\nx = 1\n")
    code, report, _ = gate(project)
    assert (code, report["verdict"]) == (1, "failed")
    [finding] = [each for each in report["findings"] if each["code"] == "TG401"]
    assert "it changed after the evidence was recorded" in finding["message"]
    assert report["stacks"][0]["metrics"]["lines"]["state"] == "no-data"


def test_evidence_of_two_versions_of_a_file_is_an_error(
    project: Path, run_pytest: RunPytest
) -> None:
    run_pytest("-k", "left", "--testguard-shard", "left")
    (project / "lib" / "store.py").write_text(STACK + "\n\nx = 1\n")
    run_pytest("-k", "right", "--testguard-shard", "right")
    code, _, said = gate(project)
    assert code == 2
    assert "different versions of lib/store.py" in said


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text[: len(text) // 2], "all.evidence.json: is truncated or no evidence"),
        (lambda text: text.replace('"version":1', '"version":9'), "evidence of version 9"),
        (lambda _: "", "all.evidence.json: is truncated or no evidence"),
    ],
    ids=["truncated", "of-an-unknown-version", "empty"],
)
def test_evidence_that_cannot_be_read_is_an_error(
    project: Path, run_pytest: RunPytest, spoil: Any, message: str
) -> None:
    run_pytest()
    evidence = evidence_file(project)
    evidence.write_text(spoil(evidence.read_text()))
    code, report, said = gate(project)
    assert (code, report) == (2, {})
    assert message in said
    assert "pytest --testguard" in said


def test_no_evidence_at_all_is_an_error(project: Path) -> None:
    code, report, said = gate(project)
    assert (code, report) == (2, {})
    assert "no data is never a pass" in said


def killed_run(project: Path, *arguments: str) -> None:
    """Run a suite with real pytest until a test runs, then kill it."""
    (project / "tests" / "test_sleepy.py").write_text(SLEEPY)
    command = [sys.executable, "-m", "pytest", "--testguard", "-p", "no:randomly", *arguments]
    process = subprocess.Popen(
        command, cwd=project, stdout=subprocess.DEVNULL, start_new_session=True
    )
    while not (project / "begun").exists():
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    (project / "begun").unlink()
    (project / "tests" / "test_sleepy.py").unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one-process", "xdist"])
def test_a_killed_run_is_told_and_loses_nothing_recorded_before(
    project: Path, run_pytest: RunPytest, workers: tuple[str, ...]
) -> None:
    run_pytest()
    before = evidence_file(project).read_bytes()
    _, first, _ = gate(project)
    killed_run(project, *workers)
    assert evidence_file(project).read_bytes() == before
    code, report, _ = gate(project)
    assert verdict(report) == verdict(first)
    [note] = [note for note in report["notes"] if "did not finish" in note]
    assert "what was recorded before it is what counts" in note
    partial = run_pytest("-k", "left")
    assert "did not finish" in partial.stdout.str()
    whole = run_pytest()
    assert "did not finish" in whole.stdout.str()
    _, last, _ = gate(project)
    assert verdict(last) == verdict(first)
    assert not [note for note in last["notes"] if "did not finish" in note]
    left = {path.name for path in (project / ".testguard").iterdir() if path.is_file()}
    assert left == {".gitignore", "all.evidence.json"}
    assert code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_killed_shard_leaves_the_others(project: Path, run_pytest: RunPytest) -> None:
    run_pytest("-k", "left", "--testguard-shard", "left")
    killed_run(project, "--testguard-shard", "right")
    _, report, _ = gate(project)
    assert report["summary"]["tests"] == 2
    [note] = [note for note in report["notes"] if "did not finish" in note]
    assert "the shard 'right'" in note
    run_pytest("-k", "right", "--testguard-shard", "right")
    _, report, _ = gate(project)
    assert report["summary"]["tests"] == 4
    assert not [note for note in report["notes"] if "did not finish" in note]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_what_a_killed_run_executed_is_not_counted_later(
    project: Path, run_pytest: RunPytest
) -> None:
    (project / "tests" / "test_store.py").write_text(SUITE.replace(".grow() == 3", ".size == 2"))
    run_pytest()
    _, without, _ = gate(project)
    child = project / "tests" / "test_child.py"
    child.write_text(CHILD)
    run_pytest()
    _, with_child, _ = gate(project)
    killed_run(project)
    child.unlink()
    run_pytest()
    _, after, _ = gate(project)
    assert after["stacks"] == without["stacks"] != with_child["stacks"]


MEETING = """\
import time
from pathlib import Path

from lib.one import build


def wait_for(reached):
    end = time.monotonic() + 60
    while not reached() and time.monotonic() < end:
        time.sleep(0.05)


def test_big():
    wait_for(Path("small").exists)
    assert build(2) == "big"


def test_small():
    Path("small").touch()
    marks = Path(".testguard")
    wait_for(lambda: len(list(marks.glob("running-*"))) == 2)
    wait_for(lambda: len(list(marks.glob("running-*"))) == 1)
    time.sleep(0.5)
    assert build(1) == "small"
"""


def test_shards_that_run_at_once_in_one_folder_keep_apart(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in OUTER:
        monkeypatch.delenv(name, raising=False)
    files = {
        "testguard.toml": 'stacks = ["lib/one.py"]\n',
        "pytest.ini": "[pytest]\npythonpath = .\n",
        "lib/one.py": 'def build(n):\n    if n > 1:\n        return "big"\n    return "small"\n',
        "tests/test_one.py": MEETING,
    }
    for name, text in files.items():
        (pytester.path / name).parent.mkdir(exist_ok=True)
        (pytester.path / name).write_text(text, encoding="utf-8")
    shard = (sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "--testguard-shard")
    runs = [
        subprocess.Popen([*shard, name, "-k", name], stdout=subprocess.PIPE, text=True)
        for name in ("big", "small")
    ]
    outputs = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    found = load(pytester.path).of("lib/one.py")
    assert found is not None
    assert found.executed == found.lines
    assert {path.name for path in (pytester.path / ".testguard").iterdir()} == {
        ".gitignore", "big.evidence.json", "cache", "small.evidence.json",
    }  # fmt: skip
