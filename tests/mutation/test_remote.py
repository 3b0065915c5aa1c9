"""A real cluster: a scheduler and two workers, one of which is killed on the way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from testguard.errors import MutationError
from testguard.model.mutant import Verdict
from testguard.mutation import unit
from testguard.mutation.messages import Answer, Orders, Outcome, Trial
from testguard.mutation.record import load
from testguard.mutation.remote import Remote, dask
from testguard.mutation.store import NAME
from testguard.warm.channel import decode, encode
from tests.mutation.conftest import repository_at
from tests.waiting import comes_true

ORDERS = Orders("/nowhere", (), ())
TRIALS = [Trial(None, (f"test_{number}",), 1.0) for number in range(6)]


@dataclass
class Here(Executor):
    """Runs what is submitted at once, and remembers how much it held."""

    answer: Callable[[Trial], bytes]
    submitted: int = 0

    def submit(self, _function: Any, /, *args: Any, **_: Any) -> Future[Any]:
        self.submitted += 1
        future: Future[Any] = Future()
        try:
            future.set_result(self.answer(decode(args[1], Trial)))
        except RuntimeError as error:
            future.set_exception(error)
        return future


def survived(trial: Trial) -> bytes:
    return encode(Answer(Outcome(Verdict.SURVIVED, ran=trial.tests)))


def outcomes(answer: Callable[[Trial], bytes]) -> dict[int, Outcome]:
    found: dict[int, Outcome] = {}
    Remote(ORDERS, Here(answer), 2).run(TRIALS, found.__setitem__, lambda: True)
    return found


def test_every_trial_has_its_own_outcome() -> None:
    found = outcomes(survived)
    assert {index: each.ran for index, each in found.items()} == {
        index: each.tests for index, each in enumerate(TRIALS)
    }


def test_no_more_is_handed_out_when_time_is_up() -> None:
    answers = deque([True, True, False, False])
    executor = Here(survived)
    found: dict[int, Outcome] = {}
    Remote(ORDERS, executor, 2).run(TRIALS, found.__setitem__, answers.popleft)
    assert sorted(found) == [0, 1]
    assert executor.submitted == 2


def test_what_the_cluster_gives_up_is_an_error_and_no_kill() -> None:
    def lost(_: Trial) -> bytes:
        raise RuntimeError("three workers died")

    assert {(each.verdict, each.message) for each in outcomes(lost).values()} == {
        (Verdict.ERROR, "the cluster gave it up: RuntimeError")
    }


def test_a_worker_without_the_repository_says_so() -> None:
    with pytest.raises(MutationError, match="there is no /nowhere where a worker") as caught:
        outcomes(lambda trial: unit.attempt(encode(ORDERS), encode(trial)))
    assert "at the same path" in caught.value.hint


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testguard.mutation.remote.PATIENCE", "0.2s")
    with (
        pytest.raises(
            MutationError, match=r"no scheduler of dask answers at dask://127\.0\.0\.1:9"
        ),
        dask(ORDERS, "dask://127.0.0.1:9"),
    ):
        pytest.fail("it answered")


def test_without_dask_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MutationError) as caught, dask(ORDERS, "dask://127.0.0.1:9"):
        pytest.fail("it is there")
    assert caught.value.hint == "pip install 'testguard[dask]'"


@dataclass
class Cluster:
    url: str
    workers: list[subprocess.Popen[bytes]]


def run(module: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([*command, "--no-dashboard"], **quiet)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    file = tmp_path / "scheduler.json"
    scheduler = run(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)
    )
    while not file.exists() or not (text := file.read_text("utf-8")).rstrip().endswith("}"):
        assert scheduler.poll() is None
        time.sleep(0.1)
    known = ["--scheduler-file", str(file), "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1"]
    workers = [run("dask_worker", *known, "--local-directory", str(tmp_path)) for _ in range(2)]
    address = text.partition('"tcp://')[2].partition('"')[0]
    yield Cluster(f"dask://{address}", workers)
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def mutating(root: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "testguard", "mutate", "-q", *options], cwd=root)


def known(root: Path) -> int:
    """How many lines its store has."""
    store = root / ".testguard" / NAME
    return store.read_bytes().count(b"\n") if store.exists() else 0


def verdicts(root: Path) -> dict[str, Verdict]:
    found = load(root)
    assert found is not None
    return {each.mutant.id: each.verdict for each in found.results}


def test_a_cluster_that_loses_a_worker_finds_what_one_process_finds(
    cluster: Cluster, tmp_path: Path
) -> None:
    near, far = (repository_at(tmp_path / name) for name in ("near", "far"))
    assert mutating(near).wait() == 0
    process = mutating(far, "--executor", cluster.url)
    assert comes_true(lambda: process.poll() is not None or known(far) >= 4, 120)
    before = known(far)
    cluster.workers[0].kill()
    assert process.wait() == 0
    assert known(far) > before >= 4
    assert verdicts(far) == verdicts(near)
    assert cluster.workers[1].poll() is None
