"""What code that is not ours raises."""

from __future__ import annotations

import re
from typing import Self


class Caught:
    """A block that may raise; Ctrl-C and time limits pass."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        """Nothing was raised yet."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        """Keep what was raised."""
        self.error = error if isinstance(error, Exception | SystemExit) else None
        return self.error is not None

    @property
    def said(self) -> str:
        """The kind of the error and the first line of what it says, or of what moto says inside."""
        if self.error is None:
            return ""
        inner = re.search(r'"[Mm]essage": "([^"]+)"', str(self.error))
        text = inner[1] if inner else str(self.error)
        lines = [each.strip() for each in text.splitlines() if each.strip()]
        return f"{type(self.error).__name__}: {lines[0] if lines else ''}".removesuffix(": ")
