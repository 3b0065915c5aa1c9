"""Waiting for what other processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds; a busy machine is no reason for a test to fail


def comes_true(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether a condition is met before ``seconds`` are over."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
