"""Colours for text that is already harmless; rich only turns a style into escape sequences.

It is imported for the first that is painted.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from msgspec import Struct

from testguard.model.finding import Severity
from testguard.model.verdict import Outcome, State

SEVERITIES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold blue",
}
OUTCOMES = {
    Outcome.PASSED: "bold green",
    Outcome.FAILED: "bold red",
    Outcome.NOT_JUDGED: "bold yellow",
    Outcome.ERROR: "bold red",
}
STATES = {
    State.PASSED: "green",
    State.FAILED: "bold red",
    State.NO_DATA: "bold red",
    State.NO_THRESHOLD: "dim",
    State.NOT_JUDGED: "yellow",
}


class Paint(Struct, frozen=True):
    """Puts a look such as ``bold red`` on text, or nothing where ``color`` is off."""

    color: bool

    def __call__(self, look: str, text: str) -> str:
        """``text`` in the look, with no markup of its own read."""
        if not self.color or not text:
            return text
        from rich.color import ColorSystem
        from rich.style import Style as Look

        return Look.parse(look).render(text, color_system=ColorSystem.STANDARD)
