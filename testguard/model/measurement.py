"""Measurements: how much of one stack module the tests exercised, by one metric."""

from __future__ import annotations

from msgspec import Struct


class Gap(Struct, frozen=True):
    """One thing that no test exercised.

    ``path`` is the file it stands in, where that is not the stack module; ``code`` is the code of
    the finding it makes on its own, where it makes one; ``hint`` says what would close the gap.
    """

    metric: str
    line: int
    message: str
    symbol: str = ""
    path: str = ""
    code: str = ""
    hint: str = ""


class Measurement(Struct, frozen=True):
    """``covered`` of ``total`` items of one metric in one stack module.

    ``recorded`` is False when no evidence speaks of the module: no data is never a pass.
    """

    metric: str
    stack: str
    covered: int
    total: int
    recorded: bool = True
    gaps: tuple[Gap, ...] = ()

    @property
    def percent(self) -> str:
        """The share in percent, floored to two places: never rounded into 0 or 100."""
        if not self.total:
            return "-"
        hundredths = self.covered * 10000 // self.total
        if self.covered and not hundredths:
            return "<0.01"
        return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
