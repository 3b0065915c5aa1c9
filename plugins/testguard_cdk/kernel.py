"""Talking to jsii's kernel so that nothing comes between a question and its answer."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

from jsii._kernel.providers import process


@contextmanager
def whole_answers() -> Iterator[None]:
    """Hold back the alarm of a time limit while the kernel is asked: the pipe has to stay in step.

    Python code that the kernel calls back runs outside of any question, so that a loop in it is
    interrupted.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return
    original = process._NodeProcess.send  # noqa: SLF001 - jsii has no other door

    @wraps(original)
    def send(*args: Any) -> Any:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        try:
            return original(*args)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    with patch.object(process._NodeProcess, "send", send):  # noqa: SLF001
        yield
