"""What tests need that try a mutant: an event loop that works, and errors that keep their place."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

import pulumi

from testguard.plugin import ORIGIN


def renew_executor() -> None:
    """Give up the executor of this thread's event loop: its threads did not survive the fork."""
    with suppress(RuntimeError), warnings.catch_warnings(action="ignore"):
        loop = asyncio.get_event_loop_policy().get_event_loop()
        loop._default_executor = None  # type: ignore[attr-defined]  # noqa: SLF001


def keep_tracebacks() -> Callable[[], None]:
    """Note on errors in functions given to `apply` where they were raised; gives what undoes it.

    A future that is awaited twice hands out its error without the frames that led to it.
    """
    original: Any = pulumi.Output.apply

    @wraps(original)
    def apply(output: Any, func: Callable[[Any], Any], *rest: Any, **more: Any) -> Any:
        return original(output, _noting(func), *rest, **more)

    pulumi.Output.apply = apply  # type: ignore[assignment,method-assign]

    def undo() -> None:
        pulumi.Output.apply = original  # type: ignore[method-assign]

    return undo


def _noting(func: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def run(value: Any) -> Any:
        try:
            return func(value)
        except Exception as error:
            if not hasattr(error, ORIGIN):
                setattr(error, ORIGIN, error.__traceback__)
            raise

    return run
