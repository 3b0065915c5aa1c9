"""Inspecting many files on several processors, with the results of one.

What starts processes is imported where some are started.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from testguard.errors import ExitCode, TestguardError
from testguard.inspection.targets import Target

WORTH_A_POOL = 200
CHUNK = 40
Item_co = TypeVar("Item_co", covariant=True)


class Progress(Protocol):
    """Called after every few files, with how many are done and how many there are."""

    def __call__(self, done: int, total: int, /) -> object:
        """``done`` of ``total`` files are inspected."""
        ...


class Inspects(Protocol[Item_co]):
    """What reads one file at a time and can travel to a worker process."""

    def inspect(self, target: Target) -> Sequence[Item_co]:
        """What is to be said of one file."""
        ...


class WorkerLost(TestguardError):
    """A worker process ended before it answered."""

    exit_code = ExitCode.INTERNAL


def inspect_all(
    inspector: Inspects[Item_co], targets: Sequence[Target], jobs: int, progress: Progress | None
) -> Iterator[Item_co]:
    """What is found in all ``targets``, in their order, whatever the number of ``jobs``.

    Without a number of jobs, a pool is started only where there are files enough to pay for it.
    Raises `WorkerLost` when a worker process is killed.
    """
    chunks = [targets[start : start + CHUNK] for start in range(0, len(targets), CHUNK)]
    workers = min(jobs or os.cpu_count() or 1, len(chunks))
    method = _start_method(inspector) if jobs or len(targets) >= WORTH_A_POOL else ""
    if workers > 1 and method:
        results = _pooled(inspector, chunks, workers, method)
    else:
        results = (_inspect(inspector, chunk) for chunk in chunks)
    done = 0
    for chunk, findings in zip(chunks, results, strict=True):
        yield from findings
        done += len(chunk)
        if progress is not None:
            progress(done, len(targets))


def _start_method(inspector: Inspects[object]) -> str:
    """How to start workers: by fork where that is safe; "" where rules cannot travel."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    from multiprocessing import get_all_start_methods

    try:
        pickle.dumps(inspector)
    except (pickle.PicklingError, AttributeError, TypeError):
        return ""
    return "forkserver" if "forkserver" in get_all_start_methods() else "spawn"


def _pooled(
    inspector: Inspects[Item_co], chunks: Iterable[Sequence[Target]], workers: int, method: str
) -> Iterator[list[Item_co]]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context = get_context(method)
    try:
        with ProcessPoolExecutor(workers, context, _adopt, (inspector,)) as pool:
            yield from pool.map(_work, chunks)
    except BrokenProcessPool as error:
        raise WorkerLost(
            "a worker process was killed while it inspected files, probably for want of memory",
            hint="run again with fewer jobs (-j 1)",
        ) from error


class _Worker:
    """What a worker process keeps between chunks."""

    inspector: Inspects[Any]


def _adopt(inspector: Inspects[object]) -> None:
    _Worker.inspector = inspector


def _work(targets: Sequence[Target]) -> list[Any]:
    return _inspect(_Worker.inspector, targets)


def _inspect(inspector: Inspects[Item_co], targets: Sequence[Target]) -> list[Item_co]:
    return [each for target in targets for each in inspector.inspect(target)]
