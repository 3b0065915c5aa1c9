"""Pulumi's runtime for the time of one build: its own settings, configuration and event loop.

Pulumi keeps its state in context variables, so a build runs in a copy of the context, and nothing
of it is left afterwards. Calls of the monitor run in the loop's own thread: no thread to outlive
a fork, and the same order in every run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from types import TracebackType
from typing import Any, Self, cast

from pulumi.runtime import Mocks, config, set_mocks, settings, stack

from testguard_pulumi.monitor import Monitor
from testguard_pulumi.project import StackProject
from testguard_pulumi.transforms import Callbacks

ORGANIZATION = "organization"
_LOGGER = logging.getLogger("testguard.pulumi")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False
_GRACE = 1.0
Program = Callable[[], None]


class Outcome:
    """Holds what the block raised, if it is an error of the program that runs in it."""

    error: Exception | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        """Keep errors; let what ends the process through."""
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


class Inline(ThreadPoolExecutor):
    """An executor that does at once, in the caller's thread, what it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` now."""
        future: Future[Any] = Future()
        with Outcome() as outcome:
            future.set_result(fn(*args, **kwargs))
        if outcome.error is not None:
            future.set_exception(outcome.error)
        return future


def run_stack(program: Program, monitor: Monitor, project: StackProject) -> None:
    """Run ``program`` as the stack of ``project``; whatever it or an output raises is raised."""
    copy_context().run(_run, program, monitor, project)


def _run(program: Program, monitor: Monitor, project: StackProject) -> None:
    with _event_loop() as loop:
        _configure(monitor, project)
        loop.run_until_complete(stack.run_in_stack(_silent(program)))


def _silent(program: Program) -> Callable[[], Awaitable[None] | None]:
    def run() -> None:
        program()

    return run


def _configure(monitor: Monitor, project: StackProject) -> None:
    settings.reset_options(project=project.name, stack=project.stack, organization=ORGANIZATION)
    settings.ROOT.set(cast(Any, monitor))  # so that set_mocks makes no stack of its own
    set_mocks(
        cast(Mocks, None),
        project=project.name,
        stack=project.stack,
        preview=False,
        logger=_LOGGER,
        monitor=monitor,
        organization=ORGANIZATION,
    )
    settings.ROOT.set(None)
    settings.SETTINGS.callbacks = Callbacks(monitor)
    config.set_all_config(dict(project.config), list(project.secrets))


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    outer = asyncio.get_event_loop_policy()  # holds the current loop of the threads, if any
    asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
    loop = asyncio.new_event_loop()
    loop.set_default_executor(Inline())
    loop.set_exception_handler(lambda *_: None)  # the first error is raised; more say nothing new
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        _drain(loop)
        loop.close()
        asyncio.set_event_loop_policy(outer)


def _drain(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what is left, so that no task outlives its loop."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.wait(left, timeout=_GRACE))
    loop.run_until_complete(loop.shutdown_asyncgens())
