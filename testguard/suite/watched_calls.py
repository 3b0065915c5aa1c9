"""Calls that are seen to assert while tests run: those that a probe can stand before."""

from __future__ import annotations

from testguard.patterns import regex

WATCHED_CALLS = regex(
    r"assert|assert[A-Z_]\w*|has_\w+|resource_\w+_is|all_resources(_properties)?"
    r"|template_matches|fail|failIf\w*"
)


def is_watched(name: str) -> bool:
    """Whether a call of a function or method of this name, as a statement, is an assertion."""
    return WATCHED_CALLS.fullmatch(name) is not None
