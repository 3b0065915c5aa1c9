"""Real Pulumi, real forks: one repository is mutated once, and asked many questions."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from testguard.config import load_config
from testguard.model.mutant import Act, Mutant, MutationRun, Result, Verdict
from testguard.model.source import Edit
from testguard.model.verdict import Report
from testguard.mutation.code import Code
from testguard.mutation.messages import Orders, Outcome, Trial
from testguard.mutation.record import load
from testguard.mutation.store import Store
from testguard.pipeline import Plan, mutate
from tests.mutation.conftest import FILES, STACK, TESTS, repository_at

ORACLE = Path(__file__).with_name("oracle.py")
STACKS = ("lib/store.py",)


class Done(Struct, frozen=True):
    root: Path
    report: Report
    run: MutationRun

    def only(self, operator: str, place: str = "", old: object = None) -> Result:
        """The one result of this operator at this property, or on this text."""
        [found] = [
            each
            for each in self.run.results
            if each.mutant.operator == operator
            and each.mutant.place == place
            and (old is None or each.mutant.old == old)
        ]
        return found


def run_in(root: Path, **plan: object) -> Done:
    return Done(root, *mutate(load_config(start=root), Plan(**plan), lambda _: None))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    return run_in(repository_at(tmp_path_factory.mktemp("store")))


def verdicts(run: MutationRun) -> Mapping[str, Verdict]:
    return {each.mutant.id: each.verdict for each in run.results}


@pytest.fixture
def copy(done: Done, tmp_path: Path) -> Path:
    """The repository with all that is known of it."""
    return shutil.copytree(done.root, tmp_path / "copy", symlinks=True)


@pytest.mark.parametrize(
    ("operator", "place", "old", "verdict", "by"),
    [
        ("retention-weakened", "versioningConfiguration.status", None, Verdict.KILLED, "versions"),
        ("property-dropped", "tags", None, Verdict.KILLED, "tagged"),
        ("tag-dropped", "tags.env", None, Verdict.KILLED, "tagged"),
        ("deletion-protection-weakened", "forceDestroy", None, Verdict.SURVIVED, ""),
        ("default-changed", "", '"dev"', Verdict.KILLED, "default"),
        ("default-changed", "", "7", Verdict.SURVIVED, ""),
        ("override-ignored", "", 'self.environment or "dev"', Verdict.KILLED, "tagged"),
        ("raise-type-changed", "", "ValueError", Verdict.KILLED, "limited"),
        ("bound-moved", "", "1", Verdict.KILLED, "limited"),
    ],
)
def test_what_a_test_looks_at_is_killed_by_it(
    done: Done, operator: str, place: str, old: object, verdict: Verdict, by: str
) -> None:
    found = [
        each
        for each in done.run.results
        if (each.mutant.operator, each.mutant.place) == (operator, place)
        and (old is None or each.mutant.old == old)
    ]
    assert {(each.verdict, by in each.by) for each in found} >= {(verdict, True)}
    if operator != "bound-moved":
        assert len(found) == 1


def test_a_resource_that_is_missing_is_noticed_and_one_too_many_is_not(done: Done) -> None:
    by_type = {
        (each.mutant.operator, each.mutant.type.rpartition(":")[2]): each.verdict
        for each in done.run.results
        if each.mutant.act in (Act.REMOVE, Act.DUPLICATE)
    }
    assert by_type == {
        ("resource-removed", "Bucket"): Verdict.KILLED,
        ("resource-removed", "BucketVersioning"): Verdict.KILLED,
        ("resource-duplicated", "Bucket"): Verdict.SURVIVED,
        ("resource-duplicated", "BucketVersioning"): Verdict.SURVIVED,
    }


def test_names_that_tests_choose_make_no_mutants_of_their_own(done: Done) -> None:
    found = done.only("property-dropped", "tags")
    assert found.mutant.names == ("kept-bucket", "tagged-bucket")
    assert done.run.of("lib/store.py") is not None


def test_no_verdict_is_an_error_and_nothing_is_left_on_disk(done: Done) -> None:
    assert [each for each in done.run.results if each.verdict is Verdict.ERROR] == []
    assert (done.root / "lib/store.py").read_text(encoding="utf-8") == STACK
    assert done.run.memory > 2**20


def test_survivors_are_findings_at_their_line_with_an_assertion(done: Done) -> None:
    [finding] = [each for each in done.report.findings if "forceDestroy False" in each.message]
    assert (finding.code, finding.path) == ("TG703", "lib/store.py")
    assert STACK.splitlines()[finding.span.line - 1].strip().startswith("self.bucket")
    assert finding.hint == (
        "assert [r.inputs['forceDestroy'] for r in mocks.resources if r.name == 'kept-bucket'] "
        "== [False]"
    )
    assert {each.code for each in done.report.findings} == {"TG701", "TG702", "TG703"}


def test_two_workers_find_what_one_finds_and_a_test_that_asserts_more_kills_more(
    done: Done, copy: Path
) -> None:
    more = TESTS + (
        "\n\ndef test_retention_has_a_default():\n    assert StoreArgs().retention == 7\n"
    )
    (copy / "tests" / "test_store.py").write_text(more, encoding="utf-8")
    again = run_in(copy, jobs=2)
    assert again.run.fresh == len(done.run.results)  # all tests stand in this file
    default = again.only("default-changed", old="7")
    assert default.verdict is Verdict.KILLED
    assert verdicts(again.run) == {**verdicts(done.run), default.mutant.id: Verdict.KILLED}


def test_a_second_run_tries_nothing_and_starts_no_process(
    done: Done, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    monkeypatch.setattr("testguard.pipeline.mutating.current_commit", lambda _: done.run.commit)
    again = run_in(copy)
    assert again.run.fresh == 0
    assert verdicts(again.run) == verdicts(done.run)


def stopped(root: Path, number: signal.Signals) -> tuple[int, str]:
    """Exit code and words of a run that is stopped as soon as it knows three things more."""
    command = [sys.executable, "-m", "testguard", "mutate", "-q"]
    process = subprocess.Popen(
        command,
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    store = root / ".testguard" / "mutants.jsonl"
    before = lines_of(store)
    while process.poll() is None and lines_of(store) < before + 4:
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate()
    return process.returncode, said


def lines_of(store: Path) -> int:
    return store.read_bytes().count(b"\n") if store.exists() else 0


def told(report: Report) -> list[tuple[str, int, str]]:
    """What a report says of survivors, and of the score."""
    found = [(each.code, each.span.line, each.message) for each in report.findings]
    scores = [str(each.metrics) for each in report.stacks]
    return [*found, (report.outcome, 0, repr(scores))]


def test_a_run_that_is_stopped_is_taken_up_where_it_was(done: Done, tmp_path: Path) -> None:
    root = repository_at(tmp_path)
    code, said = stopped(root, signal.SIGINT)
    assert (code, said.strip()) == (
        130, "what was tried is kept: the same command goes on from there\n\ninterrupted",
    )  # fmt: skip
    interrupted = len(Store.open(root).outcomes)
    assert 0 < interrupted < len(done.run.results)
    assert stopped(root, signal.SIGKILL)[0] == -signal.SIGKILL
    store = root / ".testguard" / "mutants.jsonl"
    store.write_bytes(store.read_bytes()[:-20])  # as if it had been at it
    known = len(Store.open(root).outcomes)
    assert interrupted < known < len(done.run.results)
    again = run_in(root)
    assert again.run.fresh == len(done.run.results) - known
    assert verdicts(again.run) == verdicts(done.run)
    assert told(again.report) == told(done.report)


def test_shards_are_disjoint_and_make_one_run_together(done: Done, copy: Path) -> None:
    parts = [run_in(copy, shard=(number, 3)) for number in (1, 2, 3)]
    assert sum(len(each.run.results) for each in parts) == len(done.run.results)
    merged = load(copy)
    assert merged is not None
    assert verdicts(merged) == verdicts(done.run)
    assert merged.partial == ""


def test_a_diff_leaves_what_did_not_change(copy: Path) -> None:
    stack = copy / "lib" / "store.py"
    stack.write_text(STACK.replace("retention: int = 7", "retention: int = 9"), encoding="utf-8")
    changed = run_in(copy, diff="main")
    assert {each.mutant.operator for each in changed.run.results} == {"default-changed"}
    assert changed.run.results[0].mutant.old == "9"
    assert changed.report.outcome == "not-judged"


def test_a_store_without_tests_is_uncovered(tmp_path: Path) -> None:
    hollow = {**FILES, "tests/test_store.py": "# class TestStore:\n#     def test_it(self): ...\n"}
    done = run_in(repository_at(tmp_path, hollow))
    assert {each.verdict for each in done.run.results} == {Verdict.UNCOVERED}
    assert {each.mutant.act for each in done.run.results} >= {Act.SET, Act.REMOVE, Act.EDIT}


def oracle(root: Path, folder: Path, result: Result) -> Outcome:
    """The outcome of a fresh process; source mutants stand on the disk of a copy."""
    mutant: Mutant | None = result.mutant
    place = root
    if result.mutant.act is Act.EDIT:
        place = shutil.copytree(root, folder / "copy", ignore=shutil.ignore_patterns(".git"))
        mutant = None
        _write(place, result.mutant)
    tests = result.tests if result.verdict is Verdict.SURVIVED else (result.by,)
    orders = Orders(str(place), ("tests/test_store.py",), STACKS)
    trial = Trial(mutant, tests, 60.0, refusals=("ValueError",))
    job = folder / "job.json"
    job.write_bytes(msgspec.json.encode((orders, trial)))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(
        [sys.executable, ORACLE, job],
        cwd=place,
        check=True,
        capture_output=True,
        env={**environment, "PYTHONPATH": os.pathsep.join([environment["PYTHONPATH"], str(place)])},
    )
    return msgspec.json.decode(job.with_suffix(".out").read_bytes(), type=Outcome)


def _write(place: Path, mutant: Mutant) -> None:
    path = place / mutant.module
    assert mutant.span is not None
    code = Code(path.read_text(encoding="utf-8"))
    path.write_text(code.edited(Edit(mutant.span, str(mutant.new))), encoding="utf-8")


ASKED = (
    ("retention-weakened", "versioningConfiguration.status", None),
    ("raise-type-changed", "", "ValueError"),
    ("default-changed", "", "7"),
)


@pytest.mark.parametrize(("operator", "place", "old"), ASKED)
def test_a_fresh_process_comes_to_the_same_verdict(
    done: Done, tmp_path: Path, operator: str, place: str, old: object
) -> None:
    result = done.only(operator, place, old)
    outcome = oracle(done.root, tmp_path, replace(result))
    assert (outcome.verdict, outcome.by) == (result.verdict, result.by)
