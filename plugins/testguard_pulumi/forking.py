"""What a fork leaves broken in the child, and how it is mended."""

from __future__ import annotations

import asyncio
import warnings
from contextlib import suppress


def renew_executor() -> None:
    """Give up the executor of this thread's event loop: its threads did not survive the fork."""
    with suppress(RuntimeError), warnings.catch_warnings(action="ignore"):
        loop = asyncio.get_event_loop_policy().get_event_loop()
        loop._default_executor = None  # type: ignore[attr-defined]  # noqa: SLF001
