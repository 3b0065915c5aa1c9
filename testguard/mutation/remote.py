"""Trying mutants on a cluster: the same units of work, through an executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from msgspec.structs import replace

from testguard.errors import MutationError
from testguard.model.mutant import Verdict
from testguard.mutation import unit
from testguard.mutation.messages import Answer, Orders, Outcome, Trial
from testguard.mutation.pool import Done
from testguard.warm.channel import decode, encode

SCHEME = "dask://"
PATIENCE = "20s"


@dataclass
class Remote:
    """An executor that tries mutants; ``slots`` of them are handed out at once."""

    orders: Orders
    executor: Executor
    slots: int

    def run(self, trials: Sequence[Trial], done: Done, go_on: Callable[[], bool]) -> None:
        """Try all; ``done`` is told each index and outcome. Raises `MutationError`.

        Stops handing out trials when ``go_on`` says no.
        """
        todo = deque(enumerate(trials))
        orders = encode(replace(self.orders, observe=False))
        running: dict[Future[bytes], int] = {}
        while todo or running:
            while todo and len(running) < self.slots and go_on():
                index, trial = todo.popleft()
                running[self.executor.submit(unit.attempt, orders, encode(trial))] = index
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                done(running.pop(future), _outcome(future))


def _outcome(future: Future[bytes]) -> Outcome:
    error = future.exception()
    if error is not None:  # the cluster lost a unit more often than it tries again
        return Outcome(Verdict.ERROR, message=f"the cluster gave it up: {type(error).__name__}")
    answer = decode(future.result(), Answer)
    if answer.outcome is None:
        raise MutationError(
            f"a worker of the executor cannot try mutants: {answer.trouble}",
            hint="its machines need the repository at the same path, and the same packages",
        )
    return answer.outcome


@contextmanager
def dask(orders: Orders, url: str) -> Iterator[Remote]:
    """A cluster of dask at ``dask://host:port``. Raises `MutationError`."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise MutationError(
            f"{url} needs dask: {error}", hint="pip install 'testguard[dask]'"
        ) from error
    address = f"tcp://{url.removeprefix(SCHEME)}"
    try:
        client = distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise MutationError(
            f"no scheduler of dask answers at {url}", hint="start one with `dask scheduler`"
        ) from error
    with client:
        slots = sum(client.nthreads().values())
        if not slots:
            raise MutationError(f"{url} has no workers", hint="start some with `dask worker`")
        try:
            yield Remote(orders, client.get_executor(pure=False), slots * 2)
        finally:
            with suppress(OSError):
                client.run(unit.end_all)
